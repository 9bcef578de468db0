import { expect, test } from 'vitest'
import type { Outcome } from '../engine.ts'
import { OpenStopRule } from './open-stop-rule.ts'

const ok = (atMs: number): Outcome => ({ how: 'ok', status: 200, atMs })
const broken = (atMs: number, kind: 'reset' | 'own-limit' = 'reset'): Outcome => ({
  how: 'broke-off',
  kind,
  example: '',
  atMs,
})

/** One request after the other breaks off, every so many milliseconds; says when the target was found dead. */
function deadAtMs(rule: OpenStopRule, everyMs: number, untilMs = 5000): number | null {
  for (let atMs = 0; atMs <= untilMs; atMs += everyMs) if (rule.ended(rule.sent(), broken(atMs))) return atMs
  return null
}

test('a target that does nothing but break off is dead after a second', () => {
  expect(deadAtMs(new OpenStopRule(), 50)).toBe(1000)
})

test('and after ten errors at the soonest', () => {
  expect(deadAtMs(new OpenStopRule(), 400)).toBe(3600)
})

test('an answer that has been under way since before keeps it alive until it breaks off too', () => {
  const rule = new OpenStopRule()
  const [first, second] = [rule.sent(), rule.sent()]
  expect(deadAtMs(rule, 50)).toBeNull()
  expect(rule.ended(first, broken(5050))).toBe(false)
  expect(rule.ended(second, broken(5100))).toBe(true)
})

test('one that was sent after the first error does not', () => {
  const rule = new OpenStopRule()
  rule.ended(rule.sent(), broken(0))
  rule.sent()
  expect(deadAtMs(rule, 50)).toBe(1000)
})

test.each([
  ['an answer', ok],
  ['a timeout', (atMs: number): Outcome => ({ how: 'timed-out', atMs })],
  ['a limit of our own', (atMs: number) => broken(atMs, 'own-limit')],
])('%s begins it anew', (_name, outcome) => {
  const rule = new OpenStopRule()
  for (let atMs = 0; atMs < 900; atMs += 50) rule.ended(rule.sent(), broken(atMs))
  expect(rule.ended(rule.sent(), outcome(900))).toBe(false)
  expect(rule.ended(rule.sent(), broken(1000))).toBe(false)
  expect(rule.ended(rule.sent(), broken(1999))).toBe(false)
})
