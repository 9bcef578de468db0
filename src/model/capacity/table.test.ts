import { describe, expect, it, vi } from 'vitest'
import { outOfMemory } from '../../../fixtures/results.ts'
import type { CapacityConfig } from './capacity-config.ts'
import { judgeCapacity } from './judge-capacity.ts'
import { nextTrial } from './next-trial.ts'
import { capacityOf, found } from './test/found.ts'
import { questionOf, SIMULATED, searchAll } from './test/simulated-target.ts'
import { isSameBox, type Trial } from './trial.ts'

// Whole searches are a second of work or more, and others may take the cores.
vi.setConfig({ testTimeout: 60_000 })

const MIB = 1024 ** 2
const TABLE: Partial<CapacityConfig> = {
  table: { replicas: [1, 2, 3, 4, 5], cpus: [0.3, 0.5], memoryBytes: [512 * MIB, 1024 * MIB] },
}

describe('the table', () => {
  const target = SIMULATED
  const boxes = (trials: readonly Trial[]) =>
    trials.map(({ box }) => `${box.replicas} x ${box.cpus}, ${box.memoryBytes / MIB} MiB`)

  it('recommends the cheapest box that meets the thresholds, and the next one', () => {
    // 60 a second need half a CPU of this target (0.5 x 12 slots / 100 ms).
    const { answers } = found(questionOf(TABLE), target)
    expect(answers.table?.best?.trial.box).toEqual({ replicas: 1, cpus: 0.5, memoryBytes: 512 * MIB })
    expect(answers.table?.runnerUp?.trial.box).toEqual({ replicas: 2, cpus: 0.3, memoryBytes: 512 * MIB })
  })

  it('measures the recommended box again, and a third time where that disagrees; with three rounds it does not', () => {
    const question = questionOf(TABLE)
    const best = { replicas: 1, cpus: 0.5, memoryBytes: 512 * MIB }
    const { trials } = found(question, target)
    expect(trials.slice(-1).map(({ box }) => box)).toEqual([best])
    expect(trials.filter(({ box }) => isSameBox(box, best))).toHaveLength(2)
    const slow = trials.find(({ box }) => box.cpus === 0.3 && box.replicas === 1)
    if (slow === undefined) throw new Error('nothing was too slow')
    const off: Trial = { ...slow, box: best }
    const third = searchAll(question, target, { from: [...trials.slice(0, -1), off] }).trials
    expect(third.slice(trials.length).map(({ box }) => box)).toEqual([best])
    // What met the thresholds once of three times is not recommended, and the next box is measured again in its place.
    const next = searchAll(question, target, { from: [...trials.slice(0, -1), off, off] }).trials
    const answers = judgeCapacity(capacityOf(question, next))
    expect(answers.table?.best?.trial.box).toEqual({ ...best, replicas: 2, cpus: 0.3 })
    expect(next.slice(trials.length + 1).map(({ box }) => box)).toEqual([{ ...best, replicas: 2, cpus: 0.3 }])
    expect(answers.table?.confirmed).toBe(true)
    const sure = questionOf(TABLE, { rounds: 3 })
    const thrice = (trial: Trial): Trial => ({
      ...trial,
      rounds: [1, 2, 3].flatMap((place) => trial.rounds.map((round) => ({ ...round, round: place }))),
    })
    expect(nextTrial(sure)(trials.slice(0, -2).map(thrice))).toMatchObject({ step: { search: 'table' } })
    expect(nextTrial(sure)(trials.slice(0, -1).map(thrice))).toEqual({ done: 'complete' })
  })

  it('leaves out what cannot help: more memory than is used, and replicas beyond those that gave nothing', () => {
    const { trials, answers } = found(questionOf(TABLE), target)
    // 16 connections fill 16 slots: from five replicas of 0.3 CPU (18 slots) on nothing can be gained.
    expect(boxes(trials).some((box) => box.includes('1024 MiB'))).toBe(false)
    expect(boxes(trials)).not.toContain('5 x 0.5, 512 MiB')
    const reasons = (answers.table?.leftOut ?? []).map(({ why }) => why.join(''))
    expect(reasons.some((why) => why.includes('more memory cannot help'))).toBe(true)
    expect(reasons.some((why) => /from \d to \d replicas gave nothing/.test(why))).toBe(true)
  })

  it('is limited to what the machine has', () => {
    const { machine } = questionOf({})
    const small = { ...machine, cores: 2, memoryBytes: 1024 * MIB }
    const table = { replicas: [1, 2], cpus: [0.5, 4], memoryBytes: [512 * MIB] }
    const { trials, answers } = found(questionOf({ table }, { machine: small }), target)
    // Twice, as it is the recommended one.
    expect(boxes(trials)).toEqual(['1 x 0.5, 512 MiB', '1 x 0.5, 512 MiB'])
    expect((answers.table?.leftOut ?? []).map(({ why }) => why.join(''))).toEqual([
      '1 GiB of memory together, and of the 1 GiB of the machine they may take 768 MiB',
      '4 CPU for each, and the machine has 2 cores',
      '4 CPU for each, and the machine has 2 cores',
    ])
  })

  it('leaves the memory of a balancer out of what boxes may take', () => {
    const { machine } = questionOf({})
    const small = { ...machine, memoryBytes: 1024 * MIB }
    const balancer = { image: 'nginx', cpus: 1, cpuset: null, memoryBytes: 512 * MIB }
    const table = { replicas: [1], cpus: [0.5], memoryBytes: [512 * MIB] }
    const { answers } = found(questionOf({ table }, { machine: small, balancer }), target)
    expect(answers.table).toBeNull()
    expect(found(questionOf({ table }, { machine: small }), target).answers.table?.best).not.toBeNull()
  })

  it('does not leave out a box where the smaller ones came nearer to a threshold, though RPS hardly grew', () => {
    // 0.47 CPU serve 56.4 a second and 0.48 serve 57.6: 2 % more, while p95 under 60 a second falls from 738 to 517 ms.
    const table = { replicas: [1], cpus: [0.47, 0.48, 0.5], memoryBytes: [512 * MIB] }
    const { answers } = found(questionOf({ table }), target)
    expect(answers.table?.leftOut).toEqual([])
    expect(answers.table?.best?.trial.box.cpus).toBe(0.5)
  })

  it('holds each box once, by what its last trial said, and leaves out none for what a busy machine gave', () => {
    const table = { replicas: [1, 2, 3], cpus: [0.5], memoryBytes: [512 * MIB] }
    const question = questionOf({ table })
    const [first] = searchAll(question, target, { most: 1 }).trials
    if (first === undefined) throw new Error('nothing was measured')
    const noisy: Trial = { ...first, ended: 'too-noisy' }
    const once = searchAll(question, target, { from: [noisy] })
    const answers = judgeCapacity(capacityOf(question, once.trials))
    // The noisy one, three boxes, and the recommended one again.
    expect(once.trials).toHaveLength(5)
    expect(answers.table?.rows.map(({ trial, outcome }) => [trial.box.replicas, outcome.state])).toEqual([
      [1, 'meets'],
      [2, 'meets'],
      [3, 'meets'],
    ])
    const always = searchAll(question, target, { from: [noisy, noisy, noisy] })
    const doubtful = judgeCapacity(capacityOf(question, always.trials)).table
    expect(doubtful?.rows).toHaveLength(3)
    expect(doubtful?.best?.trial.box.replicas).toBe(2)
    expect(doubtful?.doubtful.map(({ trial }) => trial.box.replicas)).toEqual([1])
  })

  /** A trial as it is where the program ends by its own error, half way and before much memory was seen in use. */
  function wentAway(trial: Trial): Trial {
    const rounds = trial.rounds.map((round) => ({
      ...round,
      starts: round.starts.map((start) =>
        start.state === 'ready'
          ? {
              ...start,
              ending: { ...outOfMemory, how: 'exited' as const, exitCode: 1 },
              stages: start.stages.map((stage) => ({
                ...stage,
                perRequest: stage.perRequest.map((one) => ({ ...one, ok: Math.round(one.ok / 2) })),
              })),
            }
          : start,
      ),
    }))
    return { ...trial, rounds, ended: 'target-gone' }
  }

  it('tries more memory where a box went away by itself, whatever was seen in use', () => {
    const question = questionOf({ table: { replicas: [1], cpus: [0.5], memoryBytes: [512 * MIB, 1024 * MIB] } })
    const [first] = searchAll(question, target, { most: 1 }).trials
    if (first === undefined) throw new Error('nothing was measured')
    const { trials } = searchAll(question, target, { from: [wentAway(first)] })
    const answers = judgeCapacity(capacityOf(question, trials))
    expect(answers.views[0]?.outcome.state).toBe('went-away')
    expect(answers.table?.leftOut).toEqual([])
    expect(answers.table?.best?.trial.box.memoryBytes).toBe(1024 * MIB)
  })

  it('takes what a box answered before it went away for no sign that more replicas give nothing', () => {
    const table = { replicas: [1, 2, 3], cpus: [0.3], memoryBytes: [512 * MIB] }
    const question = questionOf({ table }, { thresholds: ['failures < 1%'] })
    const [first, second] = searchAll(question, target, { most: 2 }).trials
    if (first === undefined || second === undefined) throw new Error('nothing was measured')
    const { trials } = searchAll(question, target, { from: [first, wentAway(second)] })
    expect(boxes(trials)).toContain('3 x 0.3, 512 MiB')
    expect(judgeCapacity(capacityOf(question, trials)).table?.leftOut).toEqual([])
  })

  it('recommends nothing where no box meets the thresholds', () => {
    const { answers } = found(questionOf(TABLE, { thresholds: ['p95 < 50ms'] }), target)
    expect(answers.table).toMatchObject({ best: null, runnerUp: null })
  })

  it('tries no second box with a memory with which the image does not start', () => {
    const table = { replicas: [1, 2, 3], cpus: [0.3, 0.5], memoryBytes: [100 * MIB] }
    const { trials } = found(questionOf({ table }), target)
    expect(trials).toHaveLength(1)
  })
})
