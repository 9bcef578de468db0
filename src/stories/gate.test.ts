import { describe, expect, it } from 'vitest'
import { connectionsStage, outOfMemory, storedBaseline } from '../../fixtures/results.ts'
import type { Config, Stage } from '../model/config.ts'
import { InterruptedError, SetupError } from '../model/errors.ts'
import { outside, plainText, words } from '../model/outside.ts'
import { makePlan, recordPlan } from '../model/plan/plan.ts'
import type { Report } from '../model/report/report.ts'
import type { Lookup, StoredBaseline } from '../model/result/baseline.ts'
import { decodeResult } from '../model/result/result.ts'
import { gate } from './gate.ts'
import { Small, smallConfig } from './test/small-world.ts'
import type { World } from './world.ts'

const found = (baseline: StoredBaseline): Lookup => ({ state: 'found', where: outside('baseline.json'), baseline })

describe('a gate', () => {
  it('runs every stage in every round on a fresh start, judges, publishes and leaves nothing running', async () => {
    const small = new Small()
    const { verdict } = await gate(small.world())
    expect(small.jobs.map((job) => job.stage.name)).toEqual(['warm-up', 'steady', 'warm-up', 'steady'])
    expect(small.starts).toBe(2)
    expect(small.living).toBe(0)
    expect(verdict.outcome).toBe('pass')
    expect(small.published).toEqual(['pass'])
    expect(small.said.filter((line) => line.startsWith('progress'))).toEqual([
      'progress 1/2 start 30 s left',
      'progress 1/2 warm-up 29 s left',
      'progress 1/2 steady 24 s left',
      'progress 2/2 start 15 s left',
      'progress 2/2 warm-up 14 s left',
      'progress 2/2 steady 9 s left',
    ])
  })

  it('keeps a result from which the same verdict follows, with names but no values of environment and headers', async () => {
    const small = new Small()
    const { result } = await gate(small.world())
    expect(small.kept).toHaveLength(1)
    expect(decodeResult(small.kept[0] ?? '')).toEqual(result)
    expect(small.kept[0]).toContain('authorization')
    expect(small.kept[0]).toContain('TOKEN')
    expect(small.kept[0]).not.toContain('very-secret')
    expect(result.command).toEqual(['perf-gate', 'run'])
  })

  it('offers a rate stage its share of the RPS that the stage before it reached in the same round', async () => {
    const small = new Small()
    const offered: Stage = {
      ...connectionsStage('offered'),
      load: { model: 'rate', rate: { by: 'share', share: 0.5 }, arrivals: 'poisson', maxInFlight: 100 },
    }
    small.config = smallConfig({ stages: [...smallConfig().stages, offered] })
    small.stage = (name, start) => (name === 'steady' ? { ok: start * 1000 } : { ok: 10 })
    await gate(small.world())
    expect(small.jobs.map((job) => [job.stage.name, job.engine, job.ratePerSecond?.to ?? null])).toEqual([
      ['warm-up', 'autocannon', null],
      ['steady', 'autocannon', null],
      ['offered', 'undici', 50],
      ['warm-up', 'autocannon', null],
      ['steady', 'autocannon', null],
      ['offered', 'undici', 100],
    ])
  })

  it('has no numbers for a share of nothing, and never passes on them', async () => {
    const small = new Small()
    const load = { model: 'rate', rate: { by: 'share', share: 0.5 }, arrivals: 'poisson', maxInFlight: 100 } as const
    small.config = smallConfig({ stages: [...smallConfig().stages, { ...connectionsStage('offered'), load }] })
    small.stage = () => ({ ok: 0, unexpectedStatus: 10 })
    const { verdict } = await gate(small.world())
    expect(small.jobs.map((job) => job.stage.name)).not.toContain('offered')
    expect(verdict.outcome).toBe('fail')
  })

  it('returns a failed gate as a value', async () => {
    const small = new Small()
    small.stage = () => ({ ok: 10 })
    expect((await gate(small.world())).verdict.outcome).toBe('fail')
  })

  it('ends with a failure when a request is not answered as expected, without any load', async () => {
    const small = new Small()
    small.probe = { status: 422, ok: false }
    const { verdict } = await gate(small.world())
    expect(verdict.outcome).toBe('fail')
    expect(small.jobs.map((job) => job.stage.name)).toEqual([])
    expect(small.starts).toBe(1)
  })

  it('keeps what a target logged that failed requests and lived on, and nothing of one that answered all or died', async () => {
    const small = new Small()
    small.stage = (name, start) => (name === 'steady' && start === 2 ? { ok: 990, unexpectedStatus: 10 } : {})
    const logsOf = async () => {
      const { result } = await gate(small.world())
      return result.evidence.flatMap(({ starts }) => starts.map((start) => start.state === 'ready' && start.logs))
    }
    expect(await logsOf()).toEqual([[], [{ who: null, lastLines: [outside('a line of the candidate')] }]])
    const dying = new Small()
    dying.dies = outOfMemory
    dying.stage = () => ({ unexpectedStatus: 10, ended: { how: 'aborted', why: 'no-answers' } })
    expect((await gate(dying.world())).result.evidence[0]?.starts).toMatchObject([{ ending: outOfMemory, logs: [] }])
  })

  it('ends after the round in which the target died', async () => {
    const small = new Small()
    small.dies = outOfMemory
    small.stage = () => ({ ended: { how: 'aborted', why: 'no-answers' } })
    const { verdict, result } = await gate(small.world())
    expect(verdict.outcome).toBe('fail')
    expect(result.ended).toBe('target-gone')
    expect(small.starts).toBe(1)
    expect(small.jobs.map((job) => job.stage.name)).toEqual(['warm-up'])
  })

  it('cannot judge a target that does not start: an error with its last lines, the result kept', async () => {
    const small = new Small()
    small.startsAs = (start) => (start === 1 ? 'ready' : outOfMemory)
    const error = await gate(small.world()).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(SetupError)
    expect((error as SetupError).lastLines).toEqual(outOfMemory.lastLines)
    expect(plainText((error as SetupError).text)).toContain('(round 2): the container was killed')
    expect(decodeResult(small.kept[0] ?? '').evidence).toHaveLength(2)
    expect(small.living).toBe(0)
  })

  it('stops at the time limit: an error that names it, the result kept, nothing running', async () => {
    const small = new Small()
    small.config = smallConfig({ timeLimitMs: 60_000 })
    small.onStage = () => small.passTime(40_000)
    const error = await gate(small.world()).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(SetupError)
    expect(plainText((error as SetupError).text)).toBe('The time limit of 1m was reached in round 1 of 2')
    expect(decodeResult(small.kept[0] ?? '').ended).toBe('time-limit')
    expect(small.living).toBe(0)
  })

  it('throws what it was interrupted by, and leaves nothing running', async () => {
    const small = new Small()
    small.onStage = () => small.interrupt.abort(new InterruptedError('SIGINT'))
    await expect(gate(small.world())).rejects.toThrow(InterruptedError)
    expect(small.living).toBe(0)
    expect(small.published).toEqual([])
  })

  it('turns an output that fails or refuses into a warning and keeps the verdict', async () => {
    const small = new Small()
    small.outputs = [
      { name: 'summary', publish: () => Promise.reject(new Error('disk full')) },
      { name: 'report file', publish: async () => ({ state: 'refused', why: words`read-only` }) },
      ...small.outputs,
    ]
    expect((await gate(small.world())).verdict.outcome).toBe('pass')
    expect(small.said.filter((line) => line.startsWith('warning'))).toEqual([
      'warning: The summary could not be written: disk full',
      'warning: The report file could not be written: read-only',
    ])
    expect(small.published).toEqual(['pass'])
  })
})

describe('a result that cannot be kept', () => {
  const broken = (small: Small): World => ({
    ...small.world(),
    keepResult: () => Promise.reject(new Error('disk full')),
  })

  it('is a warning: verdict, outputs and baseline stand', async () => {
    const small = new Small()
    small.saveBaseline = true
    small.config = smallConfig()
    small.config = { ...small.config, baseline: { ...small.config.baseline, path: '/w/baseline.json' } }
    const { verdict } = await gate(broken(small))
    expect(verdict.outcome).toBe('pass')
    expect(small.published).toEqual(['pass'])
    expect(small.saved).toHaveLength(1)
    expect(small.said).toContain('warning: The result file could not be written: disk full')
  })

  it('does not hide why nothing could be judged', async () => {
    const small = new Small()
    small.startsAs = () => outOfMemory
    await expect(gate(broken(small))).rejects.toThrow(SetupError)
  })
})

describe('what the service says', () => {
  it('is to be kept without the values that it was given: who reads it is told them', async () => {
    const small = new Small()
    small.config = smallConfig({ rounds: 1 })
    await gate(small.world())
    const [ofTarget, ofProbe] = small.hidden
    expect(ofTarget).toContain('very-secret')
    expect(ofTarget).toContain('Bearer very-secret')
    expect(ofProbe).toEqual(ofTarget)
  })

  it('is not mixed up with our own words, which may hold a value of the environment', async () => {
    const small = new Small()
    const { target } = smallConfig()
    small.config = smallConfig({ target: { ...target, env: { MODE: 'upgrade' } } })
    small.probe = { status: null, ok: false, error: outside('bad upgrade') }
    await gate(small.world())
    expect(small.kept[0]).toContain('bad upgrade')
  })
})

describe('the baseline', () => {
  const withPath = (baseline: Partial<Config['baseline']> = {}) => {
    const plain = smallConfig()
    return { ...plain, baseline: { ...plain.baseline, path: '/w/baseline.json', ...baseline } }
  }
  const stored = (runs = 1): StoredBaseline => ({
    ...storedBaseline(Array.from({ length: runs }, () => ({ rps: [100, 101], p95: [50, 50.5] }))),
    plan: recordPlan(makePlan(smallConfig(), 7)),
  })

  it('is written where it is missing, after a valid measurement, also when the verdict is fail', async () => {
    const small = new Small()
    small.config = withPath()
    small.lookup = { state: 'missing', where: outside('/w/baseline.json') }
    small.stage = () => ({ ok: 10 })
    expect((await gate(small.world())).verdict.outcome).toBe('fail')
    expect(small.saved).toMatchObject([{ runs: [{ commit: 'c0ffee', stages: { steady: { rps: [1, 1] } } }] }])
  })

  it('is not written after an invalid measurement, which is said', async () => {
    const small = new Small()
    small.config = withPath()
    small.lookup = { state: 'missing', where: outside('/w/baseline.json') }
    small.stage = () => ({ cpuShare: 1 })
    await gate(small.world())
    expect(small.saved).toEqual([])
    expect(small.said.at(-1)).toMatch(/^warning: No baseline was stored: stage steady: the load generator used 100%/)
  })

  it('is left alone on a branch, and goes on with up to five runs on the base branch', async () => {
    const small = new Small()
    small.config = withPath()
    small.lookup = found(stored(5))
    await gate(small.world())
    expect(small.saved).toEqual([])
    small.saveBaseline = true
    await gate(small.world())
    expect(small.saved.map((baseline) => baseline.runs.map((run) => run.commit?.slice(0, 6)))).toEqual([
      ['cccccc', 'cccccc', 'cccccc', 'cccccc', 'c0ffee'],
    ])
  })

  it('of another plan is unusable with the difference named; thresholds decide; a base-branch run replaces it', async () => {
    const small = new Small()
    small.config = withPath()
    small.lookup = found({ ...stored(), plan: { ...stored().plan, cpus: 2 } })
    small.saveBaseline = true
    const { verdict, result } = await gate(small.world())
    expect(verdict.outcome).toBe('pass')
    expect(result.lookup.state).toBe('unusable')
    expect(small.said).toContain(
      'warning: The baseline at baseline.json cannot be used: it was measured with another plan (cpus 2, now 1). Thresholds decide.',
    )
    expect(small.saved.map((baseline) => baseline.runs.length)).toEqual([1])
  })

  it('that is required and missing or unusable is an error before anything starts', async () => {
    for (const lookup of [
      { state: 'missing', where: outside('b.json') },
      { state: 'off' },
      found({ ...stored(), plan: { ...stored().plan, cpus: 2 } }),
    ] satisfies Lookup[]) {
      const small = new Small()
      small.config = withPath({ require: true })
      small.lookup = lookup
      await expect(gate(small.world())).rejects.toThrow(SetupError)
      expect(small.starts).toBe(0)
    }
  })

  it('that belongs to the base branch is stored by its runs only, also where there is none yet', async () => {
    const small = new Small()
    small.lookup = { state: 'missing', where: outside('artifact b'), storedBy: 'base-branch' }
    await gate(small.world())
    expect(small.saved).toEqual([])
    small.saveBaseline = true
    await gate(small.world())
    expect(small.saved).toMatchObject([
      { runs: [{ commit: 'c0ffee' }], asked: { thresholds: [{ text: 'rps >= 90' }] } },
    ])
  })

  it("of another repository's image is not run, and the report says what to do", async () => {
    const small = new Small()
    const image = { ...stored().image, digest: `ghcr.io/evil/api@sha256:${'1'.repeat(64)}` }
    small.lookup = found({ ...stored(), image })
    const { result, report } = await gate(small.world())
    expect(result.images.baseline).toBeNull()
    expect(small.events.some((event) => event.includes('baseline'))).toBe(false)
    expect(JSON.stringify(report.sections)).toContain('name it by \\"baseline-image\\"')
  })

  it('that asked for something else is remembered, also where its numbers are of no use', async () => {
    const small = new Small()
    const plan = { ...stored().plan, cpus: 0.5 }
    small.lookup = found({ ...stored(), plan })
    const { result, report } = await gate(small.world())
    expect(result.gateBefore).toEqual({ plan, asked: null })
    const [first] = report.sections
    expect(first?.kind === 'words' && first.lines.map(plainText)).toEqual([
      'This change loosens the gate: cpus 0.5 → 1.',
    ])
  })

  describe('that says what the base branch asks', () => {
    const lines = ({ sections }: Report) => {
      const [first] = sections
      return first?.kind === 'words' && first.title === 'The gate itself' ? first.lines.map(plainText) : []
    }
    const unusable: Lookup = { state: 'unusable', where: outside('artifact 7'), why: words`it has expired` }

    it.each<[string, Lookup, RegExp]>([
      ['cannot be used', unusable, /not known: the baseline at artifact 7 that says.*it has expired\.$/],
      [
        'is only there for gates of other names',
        { state: 'missing', where: outside('main'), storedBy: 'base-branch', others: true },
        /not known: the base branch has stored baselines of other gates/,
      ],
    ])('is not known where it %s, but for a run of the base branch itself', async (_, lookup, sentence) => {
      const small = new Small()
      small.lookup = lookup
      expect(lines((await gate(small.world())).report)).toEqual([expect.stringMatching(sentence)])
      small.saveBaseline = true
      expect(lines((await gate(small.world())).report)).toEqual([])
    })

    it('is asked for where it is, whatever the change names to compare with, and a doubt of it is said', async () => {
      const small = new Small()
      small.config = withPath()
      small.lookup = found(stored())
      const loosened = found({ ...stored(), plan: { ...stored().plan, cpus: 0.5 } })
      small.gateLookup = { lookup: loosened, doubt: null }
      expect(lines((await gate(small.world())).report)).toEqual(['This change loosens the gate: cpus 0.5 → 1.'])
      small.gateLookup = { lookup: loosened, doubt: words`a file says it` }
      expect(lines((await gate(small.world())).report)).toEqual([
        'This change loosens the gate: cpus 0.5 → 1.',
        'Whether this change loosens the gate is not known: a file says it.',
      ])
    })
  })

  describe('that the change compares with no more', () => {
    function switchedOff(lookup: Lookup) {
      const small = new Small()
      const config = smallConfig()
      small.config = { ...config, baseline: { ...config.baseline, compare: 'none' } }
      small.lookup = lookup
      return { small, world: small.world() }
    }
    const linesOf = ({ sections }: Report) => {
      const [first] = sections
      return first?.kind === 'words' ? first.lines.map(plainText) : []
    }
    const asked = { thresholds: [], tolerance: {}, stored: 'warn', failOn: 'fail', accept: [] } as const

    it('still says what the base branch asks, and is compared with nothing', async () => {
      const { small, world } = switchedOff(found({ ...stored(), asked: { ...asked, compare: 'auto' } }))
      const { result, report, verdict } = await gate(world)
      expect(result.lookup).toEqual({ state: 'off' })
      expect(verdict.checks.filter(({ kind }) => kind === 'baseline')).toEqual([])
      expect(small.events.some((event) => event.includes('baseline'))).toBe(false)
      expect(linesOf(report)[0]).toMatch(
        /^This change loosens the gate: the comparison with the base branch is switched off/,
      )
    })

    it.each<[string, Lookup, string[]]>([
      [
        'unusable',
        { state: 'unusable', where: outside('artifact 7'), why: words`it has expired` },
        [
          'Whether this change loosens the gate is not known: the baseline at artifact 7 that says what the base branch asks cannot be used: it has expired.',
        ],
      ],
      ['yet to be stored', { state: 'missing', where: outside('main'), storedBy: 'base-branch' }, []],
      [
        'stored for other gates only',
        { state: 'missing', where: outside('main'), storedBy: 'base-branch', others: true },
        [
          'Whether this change loosens the gate is not known: the base branch has stored baselines of other gates of this workflow and none of this one, which is new or had another name there.',
        ],
      ],
      ['stored by nobody', { state: 'missing', where: outside('main'), storedBy: 'nobody' }, []],
      ['not looked for', { state: 'off' }, []],
    ])('says why nobody knows it where there is one that is of no use, and nothing where there is none (%s), and judges all the same', async (_, lookup, lines) => {
      const { small, world } = switchedOff(lookup)
      const { report, verdict } = await gate(world)
      expect(verdict.outcome).toBe('pass')
      expect(small.said.filter((line) => line.startsWith('warning'))).toEqual([])
      expect(linesOf(report).filter((line) => line.includes('gate is not known'))).toEqual(lines)
    })

    it('is no error where its file cannot be read', async () => {
      const { world } = switchedOff({ state: 'off' })
      const find = () =>
        Promise.reject(new SetupError(words`The baseline file b.json cannot be read`, words`Remove it.`))
      const { report, verdict } = await gate({ ...world, baselines: { ...world.baselines, find } })
      expect(verdict.outcome).toBe('pass')
      expect(linesOf(report)[0]).toContain('The baseline file b.json cannot be read')
    })
  })
})
