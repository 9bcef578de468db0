import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { Screen } from '../../src/terminal/test/screen.ts'
import { screenSvg } from './screen-svg.ts'

const textsOf = (svg: string) =>
  [...svg.matchAll(/<text ([^>]*)>([^<]*)<\/text>/g)].map(([, looks, text]) => [looks, text])

it('keeps the spaces of every text, and as many places as it has characters', async () => {
  const screen = new Screen(40)
  screen.write('RPS   191/s    <p95>\n\u001B[1mbold\u001B[0m  plain')
  const texts = textsOf(await screenSvg(screen, 'a title'))
  expect(texts.map(([, text]) => text)).toEqual(['RPS   191/s    &lt;p95&gt;', 'bold', 'plain'])
  for (const [looks] of texts) expect(looks).toContain('xml:space="preserve"')
  expect(texts[0]?.[0]).toContain('textLength="168.0"')
})

it('is as the committed picture was made', () => {
  const svg = readFileSync(join(import.meta.dirname, '../../docs/pictures/terminal.svg'), 'utf8')
  const texts = textsOf(svg)
  expect(texts.length).toBeGreaterThan(10)
  for (const [looks] of texts) expect(looks).toContain('xml:space="preserve"')
  expect(svg).not.toContain('white-space')
})
