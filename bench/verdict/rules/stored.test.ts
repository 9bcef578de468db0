import { describe, expect, it } from 'vitest'
import { gateRecord } from '../test/gates.ts'
import { alert200, anotherHour, storedPercent } from './stored.ts'

const at = (time: string, slower = 0) => gateRecord({ at: `2026-11-23T${time}:00.000Z`, rounds: [[slower, slower]] })
const now = at('12:00', 0.08)

describe('stored numbers', () => {
  it('are those of the nearest gate that lies an hour away or more, of the same machine and load', () => {
    const near = at('11:30')
    const later = at('13:10')
    const earlier = at('10:30')
    expect(anotherHour(now, [now, near, earlier, later])).toBe(later)
    expect(anotherHour(now, [now, near, earlier, { ...later, machine: 'another' }])).toBe(earlier)
    expect(anotherHour(now, [now, near, { ...earlier, plan: 'another' }])).toBeNull()
  })

  it('alarm where RPS or the tail is further off than the share', () => {
    const rule = storedPercent(0.1)
    expect(rule.decide(now, [now, at('10:00')])).toEqual({ answer: 'silent', seconds: 12.5 })
    expect(rule.decide(now, [now, at('10:00', -0.05)])?.answer).toBe('slower')
    const slowTail = { ...now, pooled: { ...now.pooled, candidate: { rps: 200, tail: 22.1 } } }
    expect(rule.decide(slowTail, [at('10:00')])?.answer).toBe('slower')
  })

  it('say nothing where the corpus has no other hour', () => {
    expect(storedPercent(0.1).decide(now, [now, at('12:30')])).toBeNull()
  })

  it('alarm at twice the time only, where the alert is at 200 %', () => {
    expect(alert200.decide(at('12:00', 0.9), [at('10:00')])?.answer).toBe('silent')
    expect(alert200.decide(at('12:00', 1.1), [at('10:00')])?.answer).toBe('slower')
  })
})
