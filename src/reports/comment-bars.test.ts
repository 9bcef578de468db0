import { describe, expect, test } from 'vitest'
import { HOSTILE_TEXTS } from '../../fixtures/hostile.ts'
import type { Bar } from '../model/report/bars.ts'
import { commentBars } from './comment-bars.ts'

const bar = (stage: string, length: number | null, text = '1 ms'): Bar => ({ stage, side: null, length, text })

describe('bars in a comment', () => {
  test('are drawn to an eighth of a character, numbers below one another', () => {
    const pair = {
      metric: 'RPS',
      bars: [bar('steady', 1, '100/s'), bar('b', 0.505, '50.5/s'), bar('c', null, 'no data')],
    }
    expect(commentBars([pair, { metric: 'p95', bars: [bar('steady', 0), bar('日本', 1e-9)] }])).toBe(
      [
        '```text',
        'steady RPS    100/s  ████████████████████████',
        'b RPS        50.5/s  ████████████▏',
        'c RPS       no data',
        '',
        'steady p95     1 ms',
        '日本 p95       1 ms  ▏',
        '```',
      ].join('\n'),
    )
  })

  test('are none where there is nothing to draw', () => {
    expect(commentBars([])).toBe('')
  })

  test.each(HOSTILE_TEXTS)('are not left by a stage that is called %j', (stage) => {
    const lines = commentBars([{ metric: 'RPS', bars: [bar(stage, 1)] }]).split('\n')
    expect(lines).toHaveLength(3)
    const fence = lines[2] ?? ''
    expect(lines[0]).toBe(`${fence}text`)
    expect(lines[1]).not.toContain(fence)
  })
})
