import { describe, expect, test } from 'vitest'
import { comparedMetric, day, issue, reason } from './accept-scalars.ts'

/** What a reader makes of a text; `null` where it refuses. */
function accepted<T>(read: { readonly state: 'value'; readonly value: T } | { readonly state: 'wrong' }): T | null {
  return read.state === 'value' ? read.value : null
}

describe('the day of a waiver', () => {
  test.each([
    ['2030-12-31', '2030-12-31'],
    ['2028-02-29', '2028-02-29'],
    ['2000-02-29', '2000-02-29'],
    ['1999-01-01', '1999-01-01'],
    ['2027-02-29', null],
    ['2100-02-29', null],
    ['2030-04-31', null],
    ['2030-00-10', null],
    ['2030-13-10', null],
    ['2030-01-00', null],
    ['2030-01-32', null],
    ['2030-1-2', null],
    ['30-01-02', null],
    ['2030-01-02T00:00:00Z', null],
    ['+002030-01-02', null],
    ['', null],
  ])('%j is %j: only days of the calendar, written in full', (text, found) => expect(accepted(day(text))).toBe(found))
})

describe('the issue of a waiver', () => {
  test.each([
    ['123', '#123'],
    ['#123', '#123'],
    ['https://github.com/acme/api/issues/123', 'https://github.com/acme/api/issues/123'],
    ['HTTP://tracker.example.org/X-1?a=b#c', 'HTTP://tracker.example.org/X-1?a=b#c'],
    ['', null],
    ['#', null],
    ['0', null],
    ['012', null],
    ['##1', null],
    ['acme/api#1', null],
    ['https://', null],
    ['https://exa mple.org', null],
    ['https://example.org/\n', null],
    ['https://example.org/\u202e', null],
    ['https://me@example.org/', null],
    ['https://me:secret@example.org/', null],
    ['file:///etc/passwd', null],
    ['javascript:alert(1)', null],
    [`https://example.org/${'a'.repeat(500)}`, null],
  ])('%j is %j: a number or a web address without credentials', (text, found) =>
    expect(accepted(issue(text))).toBe(found))
})

describe('the reason of a waiver', () => {
  test.each([
    [' safer\n  model ', 'safer model'],
    ['é'.repeat(300), 'é'.repeat(300)],
    ['é'.repeat(301), null],
    ['\u00a0\n', null],
    ['', null],
  ])('%j is %j: one line that is not empty', (text, found) => expect(accepted(reason(text))).toBe(found))
})

describe('the metric of a waiver', () => {
  test.each(['rps', 'p50', 'p99', 'startup', 'memory-peak', 'cpu-per-request'])('can be %s, which is compared', (id) =>
    expect(accepted(comparedMetric(id))).toBe(id))

  test.each(['failures', 'throttled', 'oom-kills', 'image-size', 'constructor', ''])('cannot be %j', (id) =>
    expect(accepted(comparedMetric(id))).toBeNull())
})
