import { describe, expect, it } from 'vitest'
import { capacityRun } from '../../../fixtures/capacity-run.ts'
import { hostileText } from '../../../fixtures/hostile-result.ts'
import { RECORDED, recordedText } from '../../../fixtures/recorded-result.ts'
import { makeResult, readyRounds, thresholds } from '../../../fixtures/results.ts'
import { encodeCapacity } from '../../model/capacity/capacity-file.ts'
import { SIMULATED } from '../../model/capacity/test/simulated-target.ts'
import { capacityKey } from '../../model/gate-key.ts'
import { outside, plainText, words } from '../../model/outside.ts'
import { encodeResult, type Result } from '../../model/result/result.ts'
import type { ForeignGate, ForeignVerdict, KnownGate } from '../../ports.ts'
import { judgeForeign } from './judge-foreign.ts'

const failing = makeResult({ asked: { thresholds: thresholds('rps >= 5000') } })
const passing = makeResult({ asked: { thresholds: thresholds('rps >= 50') } })

const about: ForeignGate = {
  key: { id: 'api', label: outside('api') },
  pullNumber: 7,
  place: 'runs-of-ci',
  commit: 'c'.repeat(40),
  runUrl: null,
  artifactUrl: null,
}
const unknown: KnownGate = { state: 'unknown', why: words`no run of main has stored one` }
const gateOf = ({ plan, asked }: Result): KnownGate => ({ state: 'known', gate: { plan, asked } })

const judge = (text: string, gateBefore: KnownGate = unknown) => judgeForeign({ text, about, gateBefore })

function verdictOf(result: Result, gateBefore?: KnownGate): ForeignVerdict {
  const judged = judge(encodeResult(result, { outcome: 'pass' }), gateBefore)
  if (judged.state === 'bad') throw new Error(plainText(judged.why))
  return judged.verdict
}

describe('the answers of another capacity run', () => {
  const sized = { ...about, key: capacityKey(about.key) }
  const unfound = encodeCapacity(capacityRun({ target: { ...SIMULATED, latencyMs: 900 } }), {})
  const answer = (text: string) => judgeForeign({ text, about: sized, gateBefore: unknown })

  it.each([
    ['pass', encodeCapacity(capacityRun(), { outcome: 'fail' })],
    ['fail', unfound],
  ])('follow from what it measured, whatever stands in the file: %s', (outcome, text) => {
    expect(answer(text)).toMatchObject({ state: 'good', verdict: { outcome, gateChanged: false } })
  })

  it.each([
    ['that of a gate', encodeResult(failing, {}), 'it is not what a capacity run has measured'],
    [
      'of a newer version',
      '{"kind":"perf-gate-capacity","schema":9}',
      'it has format 9, which a newer perf-gate wrote',
    ],
  ])('are not made of a file that is %s', (_, text, why) => {
    const judged = answer(text)
    expect(judged.state === 'bad' && plainText(judged.why)).toContain(why)
  })

  it('are no result of a gate', () => {
    const judged = judge(unfound)
    expect(judged.state === 'bad' && plainText(judged.why)).toContain('it is what a capacity run has measured')
  })
})

describe('the verdict for another run', () => {
  it('follows from the numbers, whatever verdict stands in the file', () => {
    expect(verdictOf(failing)).toMatchObject({ outcome: 'fail', isNews: true })
    expect(verdictOf(passing, gateOf(passing))).toMatchObject({ outcome: 'pass', isNews: false })
  })

  it('compares the gate with that of the base branch, and never with the one that the file names', () => {
    const before = gateOf(makeResult({ asked: { thresholds: thresholds('rps >= 60') } }))
    const lying = { ...passing, gateBefore: { plan: passing.plan, asked: passing.asked } }
    const verdict = verdictOf(lying, before)
    expect(verdict).toMatchObject({ outcome: 'pass', gateChanged: true, isNews: true })
    for (const text of [verdict.summary, verdict.comments[0]]) expect(text).toContain('This change loosens the gate')
    expect(verdictOf(passing, gateOf(passing)).gateChanged).toBe(false)
  })

  it('says that the gate’s change is not known where the base branch has none', () => {
    const lying = { ...passing, gateBefore: { plan: passing.plan, asked: passing.asked } }
    const { gateChanged, isNews, summary, comments } = verdictOf(lying)
    expect([gateChanged, isNews]).toEqual([null, true])
    for (const text of [summary, comments[0]]) {
      expect(text).toContain('Whether this change loosens the gate is not known: no run of main has stored one.')
    }
  })

  it('survives the way out of a thread', () => {
    const verdict = verdictOf(failing)
    expect(structuredClone(verdict)).toEqual(verdict)
  })

  it.each(RECORDED)('is made of %s with hostile text in every place', (name) => {
    const judged = judge(hostileText(recordedText(name)))
    expect(judged.state === 'good' ? judged.verdict.comments.length : plainText(judged.why)).toBe(2)
  })
})

const strange = { ...failing, evidence: readyRounds([[{ stage: 'x' }]]), plan: { ...failing.plan, stages: [] } }

describe('what is no result', () => {
  it.each<[string, string, string]>([
    ['no JSON', '{', 'it is not JSON'],
    ['of a newer version', '{"kind":"perf-gate-result","schema":9}', 'it has format 9, which a newer perf-gate wrote'],
    ['something else', '{"kind":"perf-gate-baseline","schema":1}', 'it is a baseline, not a result'],
  ])('is said to be %s', (_, text, why) => {
    const judged = judge(text)
    expect(judged.state === 'bad' && plainText(judged.why)).toContain(why)
  })

  it('is bad where no run can have given it and the verdict breaks on it', () => {
    const replicas = Number.MAX_SAFE_INTEGER
    const judged = judge(encodeResult({ ...failing, plan: { ...failing.plan, replicas } }, {}))
    expect(judged.state === 'bad' && plainText(judged.why)).toBe(
      'it cannot be judged (RangeError: Invalid array length)',
    )
  })

  it('is judged where its parts do not fit each other, and never passes', () => {
    expect(verdictOf(strange).outcome).not.toBe('pass')
  })
})
