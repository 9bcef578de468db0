import { describe, expect, it } from 'vitest'
import { kneedle } from './kneedle.ts'

const LOADS = [1, 2, 4, 8, 16, 32, 64]
const curve = (rps: (load: number) => number) => LOADS.map((load) => ({ load, rps: rps(load) }))

describe('Kneedle', () => {
  it.each([4, 8, 16])('finds the knee of a loop with %i slots', (slots) => {
    expect(kneedle(curve((load) => Math.min(load, slots)))).toBe(slots)
  })

  it('finds it where RPS falls again behind it', () => {
    expect(kneedle(curve((load) => (load <= 8 ? load : 8 - load / 16)))).toBe(8)
  })

  it.each([
    ['that is flat', () => 5],
    ['that grows to its end', (load: number) => load],
  ])('sees none in a curve %s', (_, rps) => expect(kneedle(curve(rps))).toBeNull())

  it('sees none in fewer than four points', () => {
    expect(kneedle(curve((load) => Math.min(load, 4)).slice(0, 3))).toBeNull()
  })
})
