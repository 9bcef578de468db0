import { describe, expect, it } from 'vitest'
import { capacityRun } from '../../fixtures/capacity-run.ts'
import { makeResult, readyRounds, thresholds } from '../../fixtures/results.ts'
import { encodeCapacity } from '../model/capacity/capacity-file.ts'
import { SIMULATED } from '../model/capacity/test/simulated-target.ts'
import { SetupError } from '../model/errors.ts'
import { outside, words } from '../model/outside.ts'
import { encodeResult } from '../model/result.ts'
import type { Letter, TextOfFile } from '../ports.ts'
import { comment } from './comment.ts'
import { Small } from './test/small-world.ts'

const unfound = encodeCapacity(capacityRun({ target: { ...SIMULATED, latencyMs: 900 } }), {})
const failing = makeResult({ asked: { thresholds: thresholds('rps >= 5000') } })

/** Comments for a run that left these files. `commented`: what each gate's pull request was told. */
async function commented(files: Readonly<Record<string, TextOfFile | string>>) {
  const small = new Small()
  const told: string[] = []
  const letters = Object.entries(files).map(
    ([name, file]): Letter => ({
      name: outside(name),
      of: name.startsWith('capacity') ? 'capacity' : 'gate',
      file: typeof file === 'string' ? { state: 'text', text: file } : file,
      comment: {
        name: 'comment',
        publish: async ({ outcome }) => {
          told.push(`${name} ${outcome}`)
          return { state: 'written' }
        },
      },
    }),
  )
  const finished = await comment({ ...small.world(), inbox: { receive: async () => letters } }).catch(
    (error: unknown) => error,
  )
  return { finished, told, published: small.published, said: small.said }
}

describe('a comment for another run', () => {
  it('has the verdict that follows from the result, whatever verdict stands in it', async () => {
    const { told, published } = await commented({ gate: encodeResult(failing, { outcome: 'pass' }) })
    expect({ told, published }).toEqual({ told: ['gate fail'], published: ['fail'] })
  })

  it('is made for each gate, and one whose result cannot be used is a warning', async () => {
    const good = encodeResult(failing, {})
    const { told, said } = await commented({ one: good, bad: '{', two: good })
    expect(told).toEqual(['one fail', 'two fail'])
    expect(said).toEqual(['warning: A result of that run cannot be used: bad: it is not JSON'])
  })

  it.each<[string, TextOfFile | string, string]>([
    ['that cannot be had', { state: 'unreadable', why: words`it has expired` }, 'it has expired'],
    ['of a newer version', '{"kind":"perf-gate-result","schema":9}', 'it has format 9, which a newer perf-gate wrote'],
    ['that is something else', '{"kind":"perf-gate-baseline","schema":1}', 'it is a baseline, not a result'],
    [
      'that holds what no run gives',
      encodeResult(
        { ...failing, evidence: readyRounds([[{ stage: 'x' }]]), plan: { ...failing.plan, stages: [] } },
        {},
      ),
      '',
    ],
  ])('is not made of a result %s, and never a crash', async (_, file, why) => {
    const { finished, told } = await commented({ gate: file })
    if (told.length > 0) return
    expect(finished).toBeInstanceOf(SetupError)
    expect((finished as SetupError).message).toContain(`The run left nothing that can be used: gate: ${why}`)
  })

  it('of a capacity run has the answers that follow from what it measured, whatever stands in it', async () => {
    const forged = encodeCapacity(capacityRun(), { outcome: 'pass' })
    const { told, published, finished } = await commented({ capacity: forged, 'capacity-2': unfound })
    expect(told).toEqual(['capacity pass', 'capacity-2 fail'])
    expect(published).toEqual(['pass', 'fail'])
    expect(finished).toMatchObject([{ result: null }, { result: null }])
  })

  it.each<[string, string, string]>([
    ['a gate', unfound, 'it is what a capacity run has measured, not a result'],
    ['capacity', encodeResult(failing, {}), 'it is not what a capacity run has measured'],
    ['capacity', '{"kind":"perf-gate-capacity","schema":9}', 'it has format 9, which a newer perf-gate wrote'],
  ])('of %s is not made of a file of another kind or version', async (name, file, why) => {
    const { finished, told } = await commented({ [name]: file })
    expect(told).toEqual([])
    expect((finished as SetupError).message).toContain(why)
  })

  it('is none where there is no pull request any more', async () => {
    expect(await commented({})).toMatchObject({ finished: [], told: [] })
  })
})
