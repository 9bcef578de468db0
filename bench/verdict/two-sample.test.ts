import { describe, expect, it } from 'vitest'
import { poolSamples, sampleOf, studentTest, welchTest } from './two-sample.ts'

/** Student's sleep data (Student 1908), for which every package gives the same figures. */
const FIRST = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
const SECOND = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]

describe('two samples', () => {
  it('are told apart as R does it: t.test(extra ~ group, var.equal = TRUE)', () => {
    const { p, df, difference } = studentTest(sampleOf(FIRST), sampleOf(SECOND))
    expect(difference).toBeCloseTo(1.58, 10)
    expect(df).toBe(18)
    expect(p).toBeCloseTo(0.07919, 5)
  })

  it('are told apart as R does it: t.test(extra ~ group)', () => {
    const { p, df } = welchTest(sampleOf(FIRST), sampleOf(SECOND))
    expect(df).toBeCloseTo(17.776, 3)
    expect(p).toBeCloseTo(0.07939, 5)
  })

  it('are equal or certainly not where nothing varies', () => {
    const [same, other] = [sampleOf([2, 2, 2]), sampleOf([3, 3, 3])]
    expect(studentTest(same, same).p).toBe(1)
    expect(studentTest(same, other).p).toBe(0)
  })

  it('are pooled to what all their values give', () => {
    const pooled = poolSamples([sampleOf(FIRST), sampleOf(SECOND)])
    const all = sampleOf([...FIRST, ...SECOND])
    expect(pooled.count).toBe(20)
    expect(pooled.mean).toBeCloseTo(all.mean, 12)
    expect(pooled.sd).toBeCloseTo(all.sd, 12)
  })
})
