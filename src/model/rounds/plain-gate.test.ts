import { expect, test } from 'vitest'
import { makeResult, readyRounds } from '../../../fixtures/results.ts'
import { invalidity, trouble } from '../doubt/validity.ts'
import { plainText } from '../outside.ts'
import type { AbortReason } from '../samples.ts'
import { stopReason } from './plain-gate.ts'

const round = (why: AbortReason) => readyRounds([[{ ended: { how: 'aborted', why } }]])

test.each<{ why: AbortReason; whose: 'run' | 'target' }>([
  { why: 'failing', whose: 'target' },
  { why: 'no-answers', whose: 'target' },
  { why: 'own-limit', whose: 'run' },
  { why: 'generator-stuck', whose: 'run' },
])('a stage stopped as $why ends the run, and is the doing of the $whose', ({ why, whose }) => {
  const evidence = round(why)
  expect(evidence.map((one) => stopReason(one, ['candidate']))).toEqual([why])
  expect(trouble({ evidence }, 'steady', 'candidate')?.whose).toBe(whose)
})

test.each([
  { why: 'own-limit', says: "the load generator's own machine could not open a connection" },
  { why: 'generator-stuck', says: 'a thread of the load generator got stuck' },
] as const)('what is ended as $why cannot be relied on', ({ why, says }) => {
  const said = invalidity(makeResult({ evidence: round(why), ended: why })).map(plainText)
  expect(said).toContain(says)
  expect(said).toContain(`stage steady: it was aborted, because ${says}`)
})

test('a round that nothing stopped asks for the next', () => {
  expect(readyRounds([[{}]]).map((one) => stopReason(one, ['candidate']))).toEqual([null])
})
