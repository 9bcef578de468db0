import { describe, expect, it } from 'vitest'
import { normal } from '../../../fixtures/normal.ts'
import { looksUntil } from '../rounds/looks.ts'
import { SeededRandom } from '../statistics/seeded-random.ts'
import { decideFailures, type FailureRound, type FailuresAnswer } from './decide-failures.ts'
import { decidePairs } from './decide-pairs.ts'
import { decideTogether } from './decide-together.ts'

const GATES = 2000
const CELLS = 3
const STAGES = 2
const REQUESTS = 400

/** Failures of one start. */
type Start = (random: SeededRandom) => number

/** Bursts in some starts: with a test over requests these are where false alarms come from. */
const bursts =
  (chance: number): Start =>
  (random) =>
    random.unit() < chance ? 1 + random.below(120) : 0

/** The smallest tolerance that anybody asks for, and noise of three times that. */
const ALLOWED = Math.log(1.01)
const SPREAD = 0.03

/** The answers of gates on equal images, three comparisons of speed and two of failures, which stop at the look that settles all. */
function gates(start: Start, last: number): readonly ReturnType<typeof decideTogether>[] {
  const random = new SeededRandom(11)
  const [looks, failureLooks] = [looksUntil(last, CELLS), looksUntil(last, STAGES)]
  return Array.from({ length: GATES }, () => {
    const cells = Array.from({ length: CELLS }, () => Array.from({ length: last }, () => SPREAD * normal(random)))
    const count = () => ({ events: start(random), trials: REQUESTS })
    const stages = Array.from({ length: STAGES }, () =>
      Array.from({ length: last }, (): FailureRound => ({ candidate: count(), baseline: count() })),
    )
    for (const { rounds } of looks) {
      const answer = decideTogether(
        cells.map((logRatios) => decidePairs({ logRatios: logRatios.slice(0, rounds), allowed: ALLOWED }, looks).state),
        stages.map((all) => decideFailures(all.slice(0, rounds), failureLooks, STAGES).state),
      )
      if (answer !== 'cannot-tell') return answer
    }
    return 'cannot-tell'
  })
}

describe('simulated gates with comparisons of speed and of failures', { timeout: 60_000 }, () => {
  it.each([
    ['bursts in a third of the starts', bursts(0.3), 12],
    ['bursts in most of the starts', bursts(0.7), 12],
    ['bursts in most of the starts, six rounds at most', bursts(0.7), 6],
  ] as const)('fail in at most 1.5 %% of equal images, over both and all looks: %s', (_, start, last) => {
    const failed = gates(start, last).filter((answer) => answer === 'fail').length
    expect(failed / GATES).toBeLessThanOrEqual(0.015)
  })
})

it.each<[string, Parameters<typeof decideTogether>[0], FailuresAnswer['state'][], string]>([
  ['one fails', ['pass', 'fail'], ['none'], 'fail'],
  ['failures alone fail', ['pass', 'cannot-tell'], ['none', 'fail'], 'fail'],
  ['all pass', ['pass', 'pass'], ['none'], 'pass'],
  ['failures came in bursts', ['pass'], ['bursts'], 'pass'],
  ['nobody can tell of failures', ['pass'], ['cannot-tell'], 'cannot-tell'],
  ['one is only likely', ['pass', 'likely'], ['none'], 'cannot-tell'],
])('the answer where %s', (_, pairs, failures, answer) => {
  expect(decideTogether(pairs, failures)).toBe(answer)
})
