import { expect, test } from 'vitest'
import { StopRule } from './stop-rule.ts'

/** Fails `connections` connections in turn, one error every `everyMs`; says when the rule stops the stage. */
function stopsAfter(
  rule: StopRule,
  given: { connections: number; failing: number; everyMs: number; errors: number },
): number | null {
  for (let error = 0; error < given.errors; error++) {
    if (rule.failed(error * given.everyMs, error < given.failing)) return error + 1
  }
  return null
}

test.each([
  { claim: 'one connection that fails for a second', connections: 1, failing: 1, everyMs: 100, errors: 50, after: 11 },
  {
    claim: 'all of ten connections failing for a second',
    connections: 10,
    failing: 10,
    everyMs: 20,
    errors: 100,
    after: 60,
  },
  { claim: '200 errors in a row however fast', connections: 1, failing: 1, everyMs: 1, errors: 300, after: 200 },
  {
    claim: 'five errors per connection of a hundred',
    connections: 100,
    failing: 100,
    everyMs: 0,
    errors: 600,
    after: 500,
  },
])('stops a stage at $claim', ({ after, ...given }) => {
  expect(stopsAfter(new StopRule(given.connections), given)).toBe(after)
})

test.each([
  { claim: 'every connection of a thousand breaks once', connections: 1000, failing: 1000, everyMs: 0, errors: 1000 },
  {
    claim: 'one of two connections fails while the other waits',
    connections: 2,
    failing: 1,
    everyMs: 100,
    errors: 100,
  },
])('lets a stage go on when $claim', (given) => {
  expect(stopsAfter(new StopRule(given.connections), given)).toBeNull()
})

test('an answer clears the record', () => {
  const rule = new StopRule(1)
  for (let second = 0; second < 100; second++) {
    expect(rule.failed(second * 1000, true)).toBe(false)
    expect(rule.failed(second * 1000 + 900, false)).toBe(false)
    rule.settled(true)
  }
})

test('asks only the connections that are there: those of a ramp join and leave', () => {
  const rule = new StopRule(0)
  rule.joined()
  rule.joined()
  expect(rule.failed(0, true)).toBe(false)
  expect(rule.failed(2000, false)).toBe(false)
  rule.left(false)
  expect(rule.failed(3000, false)).toBe(false)
  expect(rule.failed(4000, false)).toBe(true)
})

test('a connection that left while failing is not asked any more', () => {
  const rule = new StopRule(2)
  rule.failed(0, true)
  rule.left(true)
  expect(rule.failed(5000, true)).toBe(false)
  expect(rule.failed(6000, false)).toBe(true)
})

test('a connection that was not even tried says nothing of the target', () => {
  const rule = new StopRule(1)
  for (let nth = 0; nth < 500; nth++) expect(rule.failed(nth * 100, nth === 0, 'own-limit')).toBe(false)
  expect(rule.failed(50_000, false, 'refused')).toBe(false)
  expect(rule.failed(51_000, false, 'refused')).toBe(true)
})
