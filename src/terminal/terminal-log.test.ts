import { describe, expect, test } from 'vitest'
import { driving, PROGRESS, starting } from '../../fixtures/progress.ts'
import { outside, words } from '../model/outside.ts'
import { createTerminalLog, type TerminalLog } from './terminal-log.ts'
import { Screen } from './test/screen.ts'

type Recorded = {
  readonly log: TerminalLog
  readonly screen: Screen
  /** What was written, as it came. */
  readonly text: () => string
  readonly tick: (ms: number) => void
}

function record(options: { live?: boolean; colour?: boolean; columns?: number; quiet?: boolean } = {}): Recorded {
  const screen = new Screen(options.columns ?? 80)
  let now = 0
  const ticking = new Set<() => void>()
  const log = createTerminalLog({
    stream: screen,
    live: options.live ?? false,
    quiet: options.quiet ?? false,
    look: () => ({ columns: screen.columns, rows: screen.rows, colour: options.colour ?? false, glyphs: 'unicode' }),
    clock: { now: () => now },
    ticks: (tick) => {
      ticking.add(tick)
      return () => ticking.delete(tick)
    },
  })
  const tick = (ms: number) => {
    now += ms
    for (const one of ticking) one()
  }
  return { log, screen, text: () => screen.writes.join(''), tick }
}

describe('the log of a terminal', () => {
  test('prints groups as headings, sentences, warnings and marked quotes', async () => {
    const { log, text } = record()
    const answer = await log.group('Starting', async () => {
      log.say(words`image ${outside('a\n::error::b')}`)
      log.warn(words`old image`)
      log.quote('Last lines', [outside('::error::x'), outside('  y')])
      return 42
    })
    expect(answer).toBe(42)
    expect(text()).toBe('\nStarting\nimage a ::error::b\nWarning: old image\nLast lines:\n| ::error::x\n|   y\n')
  })

  test('prints plain progress lines where nothing can be drawn again', () => {
    const { log, text } = record()
    log.progress(starting())
    log.progress(PROGRESS)
    log.progress(driving({ elapsedMs: 6000 }))
    expect(text()).toBe(
      'round 1 of 3: starting, 41 s left\n' +
        'round 1 of 3, steady: 5 of 10 s, 357 RPS, p95 37 ms, 0 failed, CPU 0.98 of 1, memory 312 of 512 MiB, 41 s left\n',
    )
  })

  test('moves no cursor and colours nothing where nothing can be drawn again', async () => {
    const { log, text } = record()
    await log.group('Load', async () => {
      log.progress(PROGRESS)
      log.warn(words`slow`)
    })
    log.clear()
    expect(text()).not.toMatch(/[^\n -~]/)
  })

  test('coloured, marks a warning', () => {
    const { log, text } = record({ colour: true })
    log.warn(words`old`)
    expect(text()).toBe('\u001B[33mWarning:\u001B[0m old\n')
  })

  test.each([true, false])('prints nothing but warnings when it is quiet (live: %s)', async (live) => {
    const { log, text } = record({ live, quiet: true })
    await log.group('Load', async () => {
      log.say(words`image`)
      log.progress(PROGRESS)
      log.warn(words`old image`)
    })
    expect(text()).toBe('Warning: old image\n')
  })
})

describe('a live log', () => {
  test('keeps its block below all that is said', async () => {
    const { log, screen } = record({ live: true })
    log.say(words`before`)
    log.progress(PROGRESS)
    log.warn(words`slow`)
    log.progress(driving({ elapsedMs: 6000 }))
    expect(await screen.text()).toBe(
      [
        'before',
        'Warning: slow',
        'round 1 of 3, steady  ━━━━━─────────────────────────     6 of 10 s    41 s left',
        '   RPS                p95                 failed          CPU            memory',
        '   357 ██           37 ms ██                   0    0.98 of 1    312 of 512 MiB',
        '',
      ].join('\n'),
    )
  })

  test('goes on counting the seconds of a start', async () => {
    const { log, screen, tick } = record({ live: true })
    log.progress(starting())
    tick(7000)
    expect(await screen.text()).toContain(' 7 s ')
  })

  test('is drawn anew when the terminal is resized', async () => {
    const { log, screen, tick } = record({ live: true, columns: 100 })
    log.say(words`before`)
    log.progress(PROGRESS)
    await screen.resize(70)
    tick(0)
    const lines = (await screen.text()).split('\n')
    expect(lines.slice(0, 2)).toEqual(['before', expect.stringMatching(/^round 1 of 3, steady .* 41 s left$/)])
    expect(lines).toHaveLength(5)
  })

  test('takes the block away when a group ends with an error, passes the error on, and can begin again', async () => {
    const { log, screen, tick } = record({ live: true })
    const group = log.group('Load', async () => {
      log.progress(PROGRESS)
      throw new Error('stopped')
    })
    await expect(group).rejects.toThrow('stopped')
    tick(5000)
    expect(await screen.text()).toBe('\nLoad\n')
    expect(screen.cursorIsShown).toBe(true)
    log.progress(PROGRESS)
    expect(await screen.text()).toContain('round 1 of 3')
  })

  test('draws nothing any more once it was cleared', async () => {
    const { log, screen, tick } = record({ live: true })
    log.progress(PROGRESS)
    log.clear()
    log.progress(PROGRESS)
    tick(1000)
    log.say(words`after`)
    expect(await screen.text()).toBe('after\n')
    expect(screen.cursorIsShown).toBe(true)
  })
})
