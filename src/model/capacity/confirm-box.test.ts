import { describe, expect, it } from 'vitest'
import { boxToConfirm, mostRepeats } from './confirm-box.ts'
import type { BoxPoint } from './table.ts'

const point = (replicas: number, meets: boolean): BoxPoint => ({
  box: { replicas, cpus: 0.5, memoryBytes: 512 },
  rps: 10,
  meets,
  missed: new Map(),
  killedAtStart: false,
  workingSetBytes: null,
})
const MISS = [1, 2].map((replicas) => point(replicas, false))

describe('the box that is measured again', () => {
  it('is the cheapest that met the thresholds, until it did so twice or two of three times', () => {
    const all = [point(4, true), ...MISS, point(3, true)]
    expect(boxToConfirm(all)?.replicas).toBe(3)
    expect(boxToConfirm([...all, point(3, true)])).toBeNull()
    expect(boxToConfirm([...all, point(3, false)])?.replicas).toBe(3)
    expect(boxToConfirm([...all, point(3, false), point(3, true)])).toBeNull()
  })

  it('is the next one where that missed them after all', () => {
    const all = [...MISS, point(3, true), point(4, true), point(3, false), point(3, false)]
    expect(boxToConfirm(all)?.replicas).toBe(4)
  })

  it('is none where all miss them, nor after four repetitions', () => {
    expect(boxToConfirm(MISS)).toBeNull()
    const off = [3, 4].flatMap((replicas) => [point(replicas, true), point(replicas, false), point(replicas, false)])
    expect(boxToConfirm([...off, point(5, true)])).toBeNull()
    expect([mostRepeats(0), mostRepeats(1), mostRepeats(5)]).toEqual([0, 2, 4])
  })
})
