import { expect, test } from 'vitest'
import { pairedRounds } from '../../../fixtures/pairs.ts'
import { readyRounds, type StageNumbers } from '../../../fixtures/results.ts'
import { plainText } from '../outside.ts'
import { generatorDoubt } from './generator-doubt.ts'

/** A stage whose answers all took 50 ms, but for what is given. */
const doubt = (numbers: StageNumbers) => {
  const found = generatorDoubt({ evidence: readyRounds([[numbers]]) }, 'steady', 'candidate')
  return found === null ? null : plainText(found.reason).split(', so')[0]
}

test.each<[string, StageNumbers, string | null]>([
  ['a quiet generator', {}, null],
  ['half a core', { cpuShare: 0.5 }, null],
  ['a whole core', { cpuShare: 0.98 }, 'the load generator used 98% of its core'],
  [
    'most of a core, and the rest of it waited for',
    { cpuShare: 0.9, runDelayShare: 0.08 },
    'the load generator used 90% of its core',
  ],
  [
    'a core shared with others',
    { cpuShare: 0.3, runDelayShare: 0.4 },
    'the load generator waited for a core 40% of the time',
  ],
  ['a loop held up for less than a fifth of the median', { loopLagP99Ms: 9 }, null],
  [
    'a loop held up for a good part of the median',
    { loopLagP99Ms: 15 },
    'the load generator itself was held up by 15 ms (99th percentile)',
  ],
  ['a short hold-up of fast answers', { latencyMs: 1, loopLagP99Ms: 4 }, null],
  [
    'a longer one',
    { latencyMs: 1, loopLagP99Ms: 8 },
    'the load generator itself was held up by 8 ms (99th percentile)',
  ],
  ['sends a little late', { lateP99Ms: 12 }, null],
  [
    'sends late by a good part of the p95',
    { lateP99Ms: 14 },
    "one request in a hundred was sent 14 ms late or more by the load generator's own fault",
  ],
  [
    'sends late before fast answers',
    { latencyMs: 4, lateP99Ms: 6 },
    "one request in a hundred was sent 6 ms late or more by the load generator's own fault",
  ],
])('%s', (_, numbers, expected) => {
  expect(doubt(numbers)).toBe(expected)
})

test('a kernel that does not count what was waited for is not held against the generator', () => {
  const rounds = readyRounds([[{}]]).map((round) => ({
    ...round,
    starts: round.starts.map((start) =>
      start.state === 'failed'
        ? start
        : {
            ...start,
            stages: start.stages.map((stage) => ({ ...stage, generator: { ...stage.generator, runDelayShare: null } })),
          },
    ),
  }))
  expect(generatorDoubt({ evidence: rounds }, 'steady', 'candidate')).toBeNull()
})

test('each round is judged by its own latencies: none is doubted for how fast the others were', () => {
  const slow = { latencyMs: 100, loopLagP99Ms: 15 }
  const fast = { latencyMs: 20, loopLagP99Ms: 3 }
  const found = generatorDoubt({ evidence: readyRounds([[slow], [fast], [fast], [fast]]) }, 'steady', 'candidate')
  expect(found).toBeNull()
})

test.each([
  ['as fast as each other', 50, 50, 9],
  ['of which one is twice as fast', 35, 70, 9],
])('a delay is held against both sides of a round alike, whichever was faster: sides %s', (_, one, other, lagMs) => {
  const stage = (latencyMs: number, loopLagP99Ms: number) => [{ stage: 'steady', latencyMs, loopLagP99Ms }]
  const doubted = (candidate: number, baseline: number, lag: number) => {
    const evidence = pairedRounds([{ candidate: stage(candidate, lag), baseline: stage(baseline, lag) }])
    return (['candidate', 'baseline'] as const).map((side) => generatorDoubt({ evidence }, 'steady', side) !== null)
  }
  expect(doubted(one, other, lagMs)).toEqual([false, false])
  expect(doubted(other, one, lagMs)).toEqual([false, false])
  expect(doubted(one, other, lagMs + 3)).toEqual([true, true])
  expect(doubted(other, one, lagMs + 3)).toEqual([true, true])
})
