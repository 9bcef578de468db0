import { describe, expect, test } from 'vitest'
import { PROGRESS } from '../../fixtures/progress.ts'
import { outside, words } from '../model/outside.ts'
import { createTerminalLog, type TerminalLog } from './terminal-log.ts'

const CLEAR = '\r\u001B[2K'

function record(options: { isTty?: boolean; colour?: boolean; columns?: number }): {
  log: TerminalLog
  text: () => string
} {
  const pieces: string[] = []
  const log = createTerminalLog({
    stream: { write: (piece) => pieces.push(piece) },
    isTty: options.isTty ?? false,
    colour: options.colour ?? false,
    columns: () => options.columns ?? 80,
  })
  return { log, text: () => pieces.join('') }
}

describe('the log of a terminal', () => {
  test('prints groups as headings, sentences, warnings and marked quotes', async () => {
    const { log, text } = record({})
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
    const { log, text } = record({})
    log.progress(PROGRESS)
    log.progress({ ...PROGRESS, stageElapsedMs: 6000 })
    expect(text()).toBe('round 1 of 3, steady: 5 of 10 s, 357 RPS, p95 37 ms, 0 failed, 41 s left\n')
  })

  test('draws one line in place and clears it before anything else', () => {
    const { log, text } = record({ isTty: true })
    log.progress(PROGRESS)
    log.progress({ ...PROGRESS, failed: 7 })
    log.say(words`done`)
    log.say(words`again`)
    const line = 'round 1 of 3, steady  [#####.....]  41 s left  357 RPS  p95 37 ms  '
    expect(text()).toBe(`${CLEAR}${line}0 failed${CLEAR}${line}7 failed${CLEAR}done\nagain\n`)
  })

  test('cuts the drawn line below the width of the terminal', () => {
    const { log, text } = record({ isTty: true, columns: 20 })
    log.progress(PROGRESS)
    expect(text()).toBe(`${CLEAR}round 1 of 3, stead`)
  })

  test('clears the drawn line when a group ends with an error, and passes the error on', async () => {
    const { log, text } = record({ isTty: true })
    const group = log.group('Measuring', async () => {
      log.progress(PROGRESS)
      throw new Error('stopped')
    })
    await expect(group).rejects.toThrow('stopped')
    expect(text().endsWith(CLEAR)).toBe(true)
    log.clear()
    expect(text().split(CLEAR)).toHaveLength(3)
  })

  test('colours only when asked to', () => {
    const { log, text } = record({ colour: true })
    log.warn(words`old`)
    expect(text()).toBe('\u001B[33mWarning:\u001B[0m old\n')
  })
})
