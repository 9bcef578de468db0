import { expect, test } from 'vitest'
import { driving } from '../../fixtures/progress.ts'
import { words } from '../model/outside.ts'
import type { Progress } from '../model/progress.ts'
import { Small } from './test/small-world.ts'
import { trialProgress } from './trial-progress.ts'

function told(at: readonly number[], leftMs: number, ownLeftMs: number | null = 3000) {
  const small = new Small()
  const seen: Progress[] = []
  const log = { ...small.log(), progress: (now: Progress) => void seen.push(now) }
  const place = { what: words`knee: 8 connections`, number: 4, most: 32 }
  const scope = trialProgress(
    { clock: small.clock(), log, signal: small.interrupt.signal },
    { place, spentMs: 60_000, leftMs },
  )
  const left = ownLeftMs === null ? null : { ms: ownLeftMs, atMost: false }
  for (const ms of at) {
    small.passTime(ms - small.now)
    scope.log.progress(driving({}, { left, share: 0.9 }))
  }
  return seen
}

test('what is told of a configuration says which it is, and how far the whole run is', () => {
  const seen = told([0, 10_000, 20_000], 60_000)
  expect(seen.map(({ trial }) => trial?.number)).toEqual([4, 4, 4])
  expect(seen.map(({ left }) => left)).toEqual([60_000, 50_000, 40_000].map((ms) => ({ ms, atMost: true })))
  expect(seen.map(({ share }) => share)).toEqual([60 / 120, 70 / 120, 80 / 120])
  expect(seen[0]?.doing).toEqual(driving().doing)
})

test('a configuration that takes longer than the budget has still to come to its own end', () => {
  expect(told([0, 5000], 4000).map(({ left }) => left?.ms)).toEqual([4000, 3000])
  expect(told([5000], 4000, null)[0]?.left?.ms).toBe(0)
})
