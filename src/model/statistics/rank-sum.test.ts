import { describe, expect, it } from 'vitest'
import { rankSumP } from './rank-sum.ts'

/** By counting: all ways to choose the places of `b`. */
function byCounting(a: readonly number[], b: readonly number[]): number {
  const all = [...a, ...b]
  const below = (value: number) => all.filter((other) => other < value).length
  const equal = (value: number) => all.filter((other) => other === value).length
  const rank = (value: number) => below(value) + (equal(value) + 1) / 2
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + rank(value), 0)
  let ways = 0
  let atLeast = 0
  for (let pattern = 0; pattern < 2 ** all.length; pattern++) {
    const chosen = all.filter((_, place) => (pattern >> place) & 1)
    if (chosen.length !== b.length) continue
    ways++
    if (sum(chosen) >= sum(b)) atLeast++
  }
  return atLeast / ways
}

describe('the exact rank-sum test', () => {
  it.each<[string, readonly number[], readonly number[], number]>([
    ['all of six above all of six', [0, 0, 0, 0, 0, 0], [3, 1, 2, 5, 4, 2], 1 / 924],
    ['five of six above zeros', [0, 0, 0, 0, 0, 0], [3, 1, 2, 5, 4, 0], 7 / 924],
    ['all the same', [0, 0, 0], [0, 0, 0], 1],
    ['all below', [1, 2, 3], [0, 0, 0], 1],
    ['nothing on one side', [], [1, 2], 1],
  ])('%s', (_, a, b, p) => {
    expect(rankSumP(a, b)).toBeCloseTo(p, 12)
  })

  it('counts two of 35 ways by hand', () => {
    // Of the 35 ways to deal seven ranks to groups of three and four, two give a sum of at least 21 (4 5 6 7, and 3 5 6 7).
    expect(rankSumP([1, 2, 4], [3, 5, 6, 7])).toBeCloseTo(2 / 35, 12)
  })

  it.each<[readonly number[], readonly number[]]>([
    [
      [0, 0, 2, 2, 5],
      [2, 3, 5, 5, 9],
    ],
    [
      [1, 4, 4],
      [4, 0, 6, 7, 1],
    ],
  ])('agrees with counting all ways, ties and all: %j, %j', (a, b) => {
    expect(rankSumP(a, b)).toBeCloseTo(byCounting(a, b), 12)
  })

  it('is as sure of twenty a side as of six', () => {
    const zeros = Array.from({ length: 20 }, () => 0)
    const ten = zeros.map((_, place) => (place < 10 ? place + 1 : 0))
    // 10 of 20 places for those above zero, of 40.
    let p = 1
    for (let place = 0; place < 10; place++) p *= (20 - place) / (40 - place)
    expect(rankSumP(zeros, ten)).toBeCloseTo(p, 12)
  })
})
