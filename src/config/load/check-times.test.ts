import { expect, test } from 'vitest'
import { readingOf } from '../../../fixtures/config/reading.ts'
import { STAGES } from '../defaults.ts'
import { checkRounds, checkTimes, type Times } from './check-times.ts'

/** The default stages are 25 s of load. */
const USUAL: Times = { stages: STAGES, rounds: null, compare: 'auto', budgetMs: null, timeLimitMs: null }
const TEXT = 'rounds: 5\nbudget: 1m\ntime-limit: 1m\n'

function places(check: (reading: ReturnType<typeof readingOf>['reading']) => void): readonly string[] {
  const { reading, told } = readingOf(TEXT)
  check(reading)
  return [...told().matchAll(/^perf-gate\.yml:\d+:\d+: ([\w-]+)/gm)].map((match) => match[1] ?? '')
}

test.each<[string, Partial<Times>, readonly string[]]>([
  ['nothing is asked for', {}, []],
  ['the budget holds one round exactly', { budgetMs: 25_000 }, []],
  ['the budget is less than one round', { budgetMs: 24_999 }, ['budget']],
  ['the budget holds one round of both images exactly', { budgetMs: 50_000, compare: 'paired' }, []],
  ['the budget is less than a round of both images', { budgetMs: 49_999, compare: 'paired' }, ['budget']],
  ['the budget is less than all rounds', { budgetMs: 60_000, rounds: 12 }, []],
  ['the time limit is that of three rounds', { timeLimitMs: 75_000 }, []],
  ['the time limit is less than three rounds', { timeLimitMs: 74_999 }, ['time-limit']],
  ['the time limit is less than the rounds asked for', { timeLimitMs: 75_000, rounds: 4 }, ['time-limit']],
  ['the time limit is less than the most rounds of a pair', { timeLimitMs: 75_000, rounds: 20, compare: 'paired' }, []],
  ['the time limit is less than one round of both', { timeLimitMs: 49_999, compare: 'paired' }, ['time-limit']],
  ['the time limit is the budget', { timeLimitMs: 100_000, budgetMs: 100_000 }, []],
  ['the time limit is less than the budget', { timeLimitMs: 99_999, budgetMs: 100_000 }, ['time-limit']],
])('%s', (_, given, told) => {
  expect(places((reading) => checkTimes(reading, { ...USUAL, ...given }))).toEqual(told)
})

test.each([
  [5, 'paired', ['rounds']],
  [6, 'paired', []],
  [7, 'paired', []],
  [null, 'paired', []],
  [1, 'auto', []],
  [1, 'stored', []],
] as const)('%j rounds for %s', (rounds, compare, told) => {
  expect(places((reading) => checkRounds(reading, rounds, compare))).toEqual(told)
})
