import { describe, expect, it } from 'vitest'
import { connectionsStage, outOfMemory, type StageNumbers } from '../../fixtures/results.ts'
import { containerFigures, targetFigures, targetSpec } from '../../fixtures/specs.ts'
import type { Capacity } from '../model/capacity/capacity.ts'
import { decodeCapacity } from '../model/capacity/capacity-file.ts'
import { USUAL_KNEE } from '../model/capacity/usual-capacity.ts'
import type { Config } from '../model/config.ts'
import { InterruptedError, SetupError } from '../model/errors.ts'
import { plainText } from '../model/outside.ts'
import { findCapacity } from './capacity.ts'
import type { CapacityWorld } from './measure-capacity.ts'
import { Small, smallConfig } from './test/small-world.ts'

const MIB = 1024 ** 2
const SLOTS = 6
const NEED_MIB = 300

const SEARCHES: NonNullable<Config['capacity']> = {
  knee: { ...USUAL_KNEE, range: { from: 1, to: 32 } },
  maxRate: null,
  memoryFloor: { range: { from: 64 * MIB, to: 512 * MIB }, stepBytes: 16 * MIB },
  table: { replicas: [1, 2], cpus: [0.5, 1], memoryBytes: [512 * MIB] },
}

/** An image of `SLOTS` slots of 100 ms that needs `NEED_MIB` to start. */
function sized(parts: Partial<Config> = {}): Small {
  const small = new Small()
  small.config = smallConfig({
    target: targetSpec({ image: 'api:1', cpus: 1, memoryBytes: 512 * MIB }),
    stages: [connectionsStage('steady', 8)],
    rounds: null,
    thresholds: [],
    capacity: SEARCHES,
    ...parts,
  })
  small.startsAs = () => ((small.spec?.memoryBytes ?? 0) < NEED_MIB * MIB ? outOfMemory : 'ready')
  small.stage = (name): StageNumbers => {
    const job = small.jobs.at(-1)
    const load = job?.stage.load.model === 'connections' ? job.stage.load.connections.to : 1
    const slots = SLOTS * (small.spec?.replicas ?? 1)
    return { stage: name, ok: Math.min(load, slots) * 100, seconds: 10, latencyMs: 100 * Math.max(1, load / slots) }
  }
  small.figures = () =>
    targetFigures({
      replicas: [
        containerFigures({ memory: { peakBytes: NEED_MIB * MIB, mostWorkingSetBytes: 290 * MIB, cacheBytes: 0 } }),
      ],
    })
  return small
}

/** The world with what an earlier run has left. */
function worldOf(small: Small, earlier: string | null = null): CapacityWorld {
  return {
    ...small.world(),
    earlier: async () => (earlier === null ? null : { text: earlier, name: 'earlier.json' }),
    keepTrials: async () => undefined,
    setup: 'as-it-is',
  }
}

const steps = ({ trials }: Capacity) => trials.map(({ search, box, level }) => JSON.stringify([search, box, level]))

describe('a capacity run', () => {
  it('finds knee, floor and cheapest box, keeps each trial, and leaves nothing running', async () => {
    const small = sized()
    const { answers, report, capacity } = await findCapacity(worldOf(small))
    expect(answers.knee?.knee?.amount).toBe(SLOTS)
    expect(answers.memoryFloor).toEqual({ floorBytes: 304 * MIB, belowBytes: 288 * MIB })
    expect(answers.table?.best?.trial.box).toEqual({ replicas: 1, cpus: 0.5, memoryBytes: 512 * MIB })
    expect(report.outcome).toBe('pass')
    expect(plainText(report.headline)).toBe(
      'Capacity: cheapest box 0.5 CPU, 512 MiB, knee at 6 connections, 60/s, memory floor 304 MiB',
    )
    expect(decodeCapacity(small.kept.at(-1) ?? '')).toEqual(capacity)
    expect(small.kept.length).toBe(capacity.trials.length + 1)
    expect(small.living).toBe(0)
  })

  it('takes a failed start for evidence', async () => {
    const { answers } = await findCapacity(worldOf(sized()))
    const small = answers.views.filter(({ trial }) => trial.box.memoryBytes === 288 * MIB)
    expect(small.map(({ outcome }) => outcome.state)).toEqual(['killed-at-start', 'killed-at-start'])
  })

  it('says how long it may take before anything starts', async () => {
    const small = sized()
    small.startsAs = () => {
      expect(small.said.join('\n')).toMatch(/knee: from 1 to 32 connections.*at most \d+ configurations/)
      expect(small.said.join('\n')).toMatch(
        /at most \d+ in all, .* of load, and what the starts take\n.*; 18m\S* at worst \(/,
      )
      return 'ready'
    }
    await findCapacity(worldOf(small))
  })

  it('goes on after an interruption, measures nothing twice, and comes to the same answers', async () => {
    const whole = await findCapacity(worldOf(sized()))
    const half = Math.floor(whole.capacity.trials.length / 2)
    const first = sized()
    let stages = 0
    first.onStage = () => {
      if (++stages === half) first.interrupt.abort(new InterruptedError('SIGINT'))
    }
    await expect(findCapacity(worldOf(first))).rejects.toThrow(InterruptedError)
    expect(first.living).toBe(0)
    expect(first.said.join('\n')).toMatch(
      /\d+ configurations are kept: the same run in the same folder goes on from there/,
    )
    const kept = first.kept.at(-1) ?? ''
    const before = decodeCapacity(kept)?.trials.length ?? 0
    expect(before).toBeGreaterThan(0)

    const second = sized()
    const { capacity, answers } = await findCapacity(worldOf(second, kept))
    expect(second.said.join('\n')).toContain(
      `Going on with earlier.json: ${before} configurations are measured already`,
    )
    expect(second.starts).toBe(whole.capacity.trials.length - before)
    expect(steps(capacity)).toEqual(steps(whole.capacity))
    expect(answers.knee).toEqual(whole.answers.knee)
    expect(answers.memoryFloor).toEqual(whole.answers.memoryFloor)
  })

  it.each<[string, Partial<Config>, string]>([
    ['the thresholds', { thresholds: smallConfig().thresholds }, 'the thresholds were changed'],
    ['the searches', { capacity: { ...SEARCHES, table: null } }, '"capacity" was changed'],
    ['the stages', { stages: [connectionsStage('steady', 9)] }, 'stage steady was changed'],
  ])('begins anew where %s were changed, and says so', async (_, parts, why) => {
    const first = sized({ budgetMs: 1 })
    await findCapacity(worldOf(first))
    const second = sized(parts)
    await findCapacity(worldOf(second, first.kept.at(-1)))
    expect(second.said).toContain(
      `warning: The earlier run in earlier.json is not gone on with and will be replaced: ${why}`,
    )
  })

  it('begins anew where the target is set up in another way, and says that values of the environment are not compared', async () => {
    const first = sized({ budgetMs: 1, target: targetSpec({ cpus: 1, memoryBytes: 512 * MIB, env: { WORKERS: '1' } }) })
    await findCapacity(worldOf(first))
    const kept = first.kept.at(-1) ?? ''
    const target = targetSpec({ cpus: 1, memoryBytes: 512 * MIB, env: { WORKERS: '2' } })
    const other = sized({ target })
    await findCapacity({ ...worldOf(other, kept), setup: 'changed' })
    expect(other.said).toContain(
      'warning: The earlier run in earlier.json is not gone on with and will be replaced: the target is set up in another way now',
    )
    const same = sized({ target })
    await findCapacity(worldOf(same, kept))
    expect(same.said.join('\n')).toContain('Where a value of "target.env" has changed since, begin anew (--fresh)')
  })

  it('measures anew what was complete, and what is no file of its own, of which it warns', async () => {
    const table = { replicas: [1], cpus: [1], memoryBytes: [512 * MIB] }
    const one = { capacity: { knee: null, maxRate: null, memoryFloor: null, table } }
    const first = sized(one)
    await findCapacity(worldOf(first))
    const complete = first.kept.at(-1) ?? ''
    const cut = complete.slice(0, complete.length / 2)
    const newer = complete.replace('"schema":1', '"schema":9')
    const broken = complete.replace('"trials":[', '"trials":[7,')
    const about = 'warning: earlier.json cannot be gone on with and will be replaced: '
    for (const [text, warning] of [
      [complete, null],
      ['not json', `${about}it is not what a capacity run has measured`],
      [cut, `${about}it is not what a capacity run has measured`],
      ['{"kind":"perf-gate-result"}', `${about}it is not what a capacity run has measured`],
      [newer, `${about}it has format 9, which a newer perf-gate wrote`],
      [broken, `${about}it is not as the format of a capacity file says`],
    ] as const) {
      const again = sized(one)
      await findCapacity(worldOf(again, text))
      expect(again.starts).toBe(first.starts)
      expect(again.said.filter((line) => line.startsWith('warning'))).toEqual(warning === null ? [] : [warning])
    }
  })

  it('measures again with other arrivals, and goes on after an interruption with the same ones', async () => {
    const small = sized()
    const { capacity } = await findCapacity(worldOf(small))
    const seeds = capacity.trials.map((trial, place) => ({
      key: steps(capacity)[place],
      seed: small.jobs[place]?.seed,
      ms: trial.ms,
    }))
    const started = capacity.trials.filter(({ ended }) => ended === 'complete')
    expect(small.jobs).toHaveLength(started.length)
    const again = started.filter(({ search, box }) => search === 'memory-floor' && box.memoryBytes === 304 * MIB)
    expect(again).toHaveLength(2)
    const [one, two] = again.map((trial) => small.jobs[started.indexOf(trial)]?.seed)
    expect(one).not.toBe(two)
    expect(seeds.length).toBe(capacity.trials.length)
  })

  it('refuses a memory floor that the machine cannot hold before anything is started', async () => {
    const memoryFloor = { range: { from: 64 * MIB, to: 1024 ** 4 }, stepBytes: 16 * MIB }
    const small = sized({ capacity: { ...SEARCHES, memoryFloor } })
    const error = await findCapacity(worldOf(small)).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(SetupError)
    expect((error as SetupError).message).toMatch(/^the memory floor is searched up to 1 TiB, but of the /)
    expect(small.starts).toBe(0)
  })

  it('leaves open what the budget has no room for', async () => {
    const small = sized({ budgetMs: 30_000 })
    small.onStage = () => small.passTime(10_000)
    const { answers, capacity, report } = await findCapacity(worldOf(small))
    expect(capacity.ended).toBe('budget')
    expect(answers.complete).toBe(false)
    expect(report.outcome).toBe('inconclusive')
    expect(small.now).toBeLessThanOrEqual(30_000)
  })

  it('fails where something cannot be found', async () => {
    const { report } = await findCapacity(
      worldOf(sized({ capacity: { ...SEARCHES, knee: { ...USUAL_KNEE, range: { from: 1, to: 4 } } } })),
    )
    expect(report.outcome).toBe('fail')
    expect(plainText(report.headline)).toContain('knee not found')
  })

  it('is a setup error where the image starts in no box at all', async () => {
    const small = sized()
    small.startsAs = () => ({ ...outOfMemory, how: 'exited', exitCode: 3 })
    const error = await findCapacity(worldOf(small)).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(SetupError)
    expect((error as SetupError).message).toContain('did not start in any box that was tried: the container exited')
    // A start can take minutes, and every other would end as this one.
    expect(small.starts).toBe(1)
  })
})
