import { describe, expect, test } from 'vitest'
import { type Answered, isLimit, retryAfterMs } from './retry.ts'

const NOW = Date.parse('2026-01-02T03:00:00Z')

function waitFor(
  status: number | null,
  more: { headers?: Record<string, string>; message?: string; method?: string; tries?: number } = {},
) {
  const answered: Answered = { status, headers: more.headers ?? {}, message: more.message ?? '' }
  return retryAfterMs({ answered, method: more.method ?? 'GET', tries: more.tries ?? 1, nowEpochMs: NOW, chance: 0.5 })
}

describe('a call that failed is tried again', () => {
  test.each([
    ['after as many seconds as a limit names', waitFor(429, { headers: { 'retry-after': '7' } }), 7000],
    [
      'at the date that a limit names',
      waitFor(429, { headers: { 'retry-after': 'Fri, 02 Jan 2026 03:00:09 GMT' } }),
      9000,
    ],
    ['after a second where the limit names none', waitFor(429, { headers: { 'retry-after': '0' } }), 1000],
    [
      'after a second where the named date is past',
      waitFor(429, { headers: { 'retry-after': 'Fri, 02 Jan 2026 02:00:00 GMT' } }),
      1000,
    ],
    ['after a minute where the limit says nothing', waitFor(429), 60_000],
    ['after a minute where the limit says nonsense', waitFor(429, { headers: { 'retry-after': 'soon' } }), 60_000],
    [
      'when the calls of the hour are there again',
      waitFor(403, { headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1000 + 30) } }),
      30_000,
    ],
    [
      'after a minute at a secondary limit',
      waitFor(403, { message: 'You have exceeded a secondary rate limit.' }),
      60_000,
    ],
    ['after a second at a fault of the server', waitFor(502), 1000],
    ['after twice as long each time', waitFor(500, { tries: 3 }), 4000],
    ['after no answer', waitFor(null), 1000],
    [
      'as a change at a limit, which has not been done',
      waitFor(429, { method: 'POST', headers: { 'retry-after': '2' } }),
      2000,
    ],
  ])('%s', (_, waitMs, expected) => {
    expect(waitMs).toBe(expected)
  })
})

describe('a call that failed is not tried again', () => {
  test.each([
    [
      'without permission',
      waitFor(403, { headers: { 'x-ratelimit-remaining': '900' }, message: 'Resource not accessible by integration' }),
    ],
    ['where nothing is there', waitFor(404)],
    ['where something is gone', waitFor(410)],
    ['where it was wrong', waitFor(422)],
    ['the fourth time', waitFor(503, { tries: 4 })],
    ['the fourth time at a limit', waitFor(429, { tries: 4, headers: { 'retry-after': '1' } })],
    ['as a creation that may have been done', waitFor(502, { method: 'POST' })],
    ['as a creation that nobody answered', waitFor(null, { method: 'POST' })],
  ])('%s', (_, waitMs) => {
    expect(waitMs).toBeNull()
  })
})

test('the wait is spread by chance, from half to one and a half', () => {
  const wait = (chance: number) =>
    retryAfterMs({
      answered: { status: 500, headers: {}, message: '' },
      method: 'GET',
      tries: 1,
      nowEpochMs: NOW,
      chance,
    })
  expect([wait(0), wait(1)]).toEqual([500, 1500])
})

test('a server error that mentions a limit is no limit', () => {
  expect(isLimit({ status: 500, headers: { 'retry-after': '1' }, message: 'secondary rate limit' })).toBe(false)
})
