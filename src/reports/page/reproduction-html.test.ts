import { describe, expect, it } from 'vitest'
import { outside, words } from '../../model/outside.ts'
import { reproductionHtml } from './reproduction-html.ts'

const shown = (command: string | null) => reproductionHtml({ command, notes: [] }).html

describe('the command to measure it again', () => {
  it.each([
    'perf-gate run --config ::a --threshold "p95  <  1s"',
    "perf-gate run --config '##[x] & </pre>'",
    `perf-gate run --config ${'a'.repeat(19_000)}`,
  ])('is the one that it is once HTML is read, written from left to right: %s', (command) => {
    const [, text = ''] = /<pre class="command" dir="ltr"[^>]*>([^<]*)<\/pre>/.exec(shown(command)) ?? []
    const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }
    expect(text.replaceAll(/&([#\w]+);/g, (_, name: string) => named[name] ?? '')).toBe(command)
  })

  it('is not cut where it is too long, and not shown where it is not what one sees', () => {
    expect(shown(`perf-gate run --config ${'a'.repeat(20_000)}`)).toMatch(/^<p>The command is too long to print: /)
    for (const hidden of ['\u202E', '\u200B', '\n', '\u001B[2K'])
      expect(shown(`perf-gate run --config 'a${hidden}b'`)).toMatch(
        /^<p>The command holds characters that nobody can see/,
      )
  })

  it('says whose it is where there are several runs, and what there is where it is not known', () => {
    const about = words`Of ${outside('<now>')}:`
    expect(reproductionHtml({ about, command: 'perf-gate run', notes: [] }).html).toMatch(
      /^<p>Of <bdi>&lt;now&gt;<\/bdi>:<\/p>\n<pre/,
    )
    expect(shown(null)).toContain('does not say by which command')
  })
})
