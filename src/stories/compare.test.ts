import { describe, expect, it } from 'vitest'
import { pairedResult, rounds } from '../../fixtures/pairs.ts'
import { machine, makeResult, readyRounds, type StageNumbers, thresholds } from '../../fixtures/results.ts'
import { SetupError } from '../model/errors.ts'
import { judge } from '../model/judge/verdict.ts'
import { plainText, words } from '../model/outside.ts'
import { readResult } from '../model/result/read-result.ts'
import { encodeResult, type Result } from '../model/result/result.ts'
import { compare, worstCode } from './compare.ts'
import { openFile } from './open-file.ts'
import { Small } from './test/small-world.ts'

/** Three rounds of one stage whose RPS goes up and down a little. */
function run(ok: number, parts: Parameters<typeof makeResult>[0] = {}): Result {
  const evidence = readyRounds([ok, ok * 1.01, ok * 0.99].map((one): StageNumbers[] => [{ ok: Math.round(one) }]))
  return makeResult({ evidence, ...parts })
}

/** Compares files that hold these texts, under these names. */
async function compared(files: Readonly<Record<string, string | null>>) {
  const small = new Small()
  const names = Object.keys(files)
  const [now, before] = names.length === 1 ? [names[0] ?? '', null] : [names[1] ?? '', names[0] ?? '']
  const world = {
    ...small.world(),
    readText: async (path: string) => {
      const text = files[path]
      return typeof text === 'string'
        ? ({ state: 'text', text } as const)
        : ({ state: 'unreadable', why: words`there is no such file` } as const)
    },
  }
  const finished = await compare(world, { now, before })
  return { finished, code: worstCode(finished), published: small.published }
}

const file = (result: Result) => encodeResult(result, { outcome: 'pass' })

describe('compare', () => {
  it('judges one result again from its file, whatever verdict stands in it', async () => {
    const result = run(1000, { asked: { thresholds: thresholds('rps >= 5000') } })
    const { code, published } = await compared({ 'now.json': file(result) })
    expect({ code, published }).toEqual({ code: 1, published: ['fail'] })
  })

  it('judges a paired result again by what it was measured beside', async () => {
    const { finished, code } = await compared({ 'now.json': file(pairedResult(rounds(6, 0.3))) })
    expect(finished.map(({ verdict }) => verdict.outcome)).toEqual(['fail'])
    expect(code).toBe(1)
  })

  it('shows the change against an earlier result and decides nothing by it', async () => {
    const { finished, code } = await compared({ 'before.json': file(run(1000)), 'now.json': file(run(700)) })
    const [check] = finished[0]?.verdict.checks.filter(({ metric }) => metric === 'rps') ?? []
    expect(check).toMatchObject({ kind: 'baseline', state: 'fail', gating: false })
    expect(check?.change?.estimate).toBeCloseTo(-0.3, 2)
    expect(code).toBe(0)
  })

  it('decides by it where the result asks for that', async () => {
    const { code } = await compared({
      'before.json': file(run(1000)),
      'now.json': file(run(700, { asked: { stored: 'fail' } })),
    })
    expect(code).toBe(1)
  })

  it('does not compare numbers of another class of machine', async () => {
    const { finished } = await compared({
      'before.json': file(run(1000, { machine: { ...machine, cores: 64 } })),
      'now.json': file(run(700)),
    })
    expect(finished[0]?.verdict.checks.map(({ state }) => state)).toEqual(['no-data', 'no-data'])
  })

  it('names what makes two plans, or an earlier measurement, no baseline', async () => {
    const plan = { ...run(1000).plan, cpus: 2 }
    const lookup = async (before: Result) => {
      const { finished } = await compared({ 'before.json': file(before), 'now.json': file(run(700)) })
      const found = finished[0]?.result.lookup
      return found?.state === 'unusable' ? plainText(found.why) : found?.state
    }
    expect(await lookup(run(1000, { plan }))).toBe('it was measured with another plan (cpus 2, now 1)')
    expect(await lookup(run(1000, { ended: 'time-limit' }))).toBe(
      'its measurement is not valid: the time limit was reached',
    )
  })

  it('gives a paired result two verdicts, its own first, and the worse of them as the code', async () => {
    const before = pairedResult(rounds(6, 0))
    const now = pairedResult(rounds(6, 0.3))
    const { finished, code } = await compared({ 'before.json': file(before), 'now.json': file(now) })
    expect(finished.map(({ result }) => result.comparison.how)).toEqual(['paired', 'alone'])
    expect(finished.map(({ verdict }) => verdict.outcome)).toEqual(['fail', 'pass'])
    expect(finished[1]?.verdict.invalid).toEqual([])
    expect(finished[1]?.verdict.checks.find(({ metric }) => metric === 'rps')?.change?.estimate).toBeCloseTo(-0.23, 2)
    expect(code).toBe(1)
  })

  it('keeps the rounds of a paired result that counted beside the baseline, whose latency was part of that', async () => {
    // Held up for 9 ms: less than a fifth of what both sides took together, and more than a fifth of what the candidate took.
    const held = rounds(6, 0).map(({ candidate, baseline }) => ({
      candidate: candidate.map((stage) => ({ ...stage, latencyMs: 40, loopLagP99Ms: 9 })),
      baseline: baseline.map((stage) => ({ ...stage, latencyMs: 60, loopLagP99Ms: 9 })),
    }))
    const paired = pairedResult(held)
    expect(judge(paired).invalid).toEqual([])
    const { finished } = await compared({ 'before.json': file(paired), 'now.json': file(paired) })
    expect(finished[1]?.result.lookup.state).toBe('found')
    expect(finished[1]?.verdict.invalid).toEqual([])
    const again = openFile({ state: 'text', text: file(finished[1]?.result ?? paired) }, readResult)
    expect(again.state === 'good' && judge(again.result).invalid).toEqual([])
  })

  it('tells all that is wrong with both files at once', async () => {
    const newer = JSON.stringify({ ...JSON.parse(file(run(1000))), schema: 2 })
    const error = await compared({ 'before.json': null, 'now.json': newer }).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(SetupError)
    expect(plainText((error as SetupError).text)).toBe(
      'The result files cannot be used: before.json: there is no such file; now.json: it has format 2, which a newer perf-gate wrote',
    )
  })
})
