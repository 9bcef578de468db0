import type { MetricId } from '../../model/metrics/metric-id.ts'
import { METRIC_IDS } from '../../model/metrics/metrics.ts'
import { nearest } from '../../model/nearest.ts'
import { outside, words } from '../../model/outside.ts'
import { type Parsed, parsed, wrong } from '../../model/parsed.ts'
import { toleranceSchema } from './baseline-schema.ts'
import { quoted } from './scalars.ts'

/** Readers of what a waiver says. Each takes the source text and gives the value, or says what is wrong with it and what to write. */

/** The metrics that are compared with a baseline. */
export const COMPARED: readonly MetricId[] = METRIC_IDS.filter((id) => Object.hasOwn(toleranceSchema.shape, id))

/** A metric that is compared with a baseline. */
export function comparedMetric(text: string): Parsed<MetricId> {
  const known = COMPARED.find((id) => id === text)
  if (known !== undefined) return parsed(known)
  const allowed = words`Compared are ${COMPARED.join(', ')}.`
  if (METRIC_IDS.some((id) => id === text))
    return wrong(words`${quoted(text)} is judged by thresholds only, not compared with the baseline`, allowed)
  // One percentile is no nearer to p96 than another.
  const near = /^p\d/.test(text) ? null : nearest(text, COMPARED)
  const guess = near === null ? [] : words`Did you mean ${near}? `
  return wrong(words`${quoted(text)} is not a metric`, words`${guess}${allowed}`)
}

const LONGEST_REASON = 300

/** A text in one line; several lines are joined. */
export function reason(text: string): Parsed<string> {
  const line = text.trim().replace(/\s+/g, ' ')
  const length = Array.from(line).length
  if (length === 0) return wrong(words`the reason is empty`, words`Say why the slowdown is accepted.`)
  return length <= LONGEST_REASON
    ? parsed(line)
    : wrong(
        words`the reason has ${length} characters`,
        words`Write at most ${LONGEST_REASON}; the issue has room for more.`,
      )
}

const LONGEST_URL = 500

/** `123` and `#123` are an issue of the repository, `#123`; else the URL of one. */
export function issue(text: string): Parsed<string> {
  const number = /^#?([1-9]\d{0,9})$/.exec(text)
  if (number !== null) return parsed(`#${number[1]}`)
  const url = text.length <= LONGEST_URL && /^https?:\/\/[^\s\p{C}]+$/iu.test(text) ? URL.parse(text) : null
  const allowed = words`Write its number, like 123, or its whole URL.`
  if (url === null) return wrong(words`${quoted(text)} is neither the number of an issue nor a URL`, allowed)
  // Reports show it: a password in it would be published.
  if (url.username !== '' || url.password !== '') return wrong(words`the URL holds a user name or password`, allowed)
  return parsed(text)
}

/** A day of the calendar, `2026-12-31`. One that is over is a day too. */
export function day(text: string): Parsed<string> {
  const [, year = '', month = '', date = ''] = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text) ?? []
  if (year === '')
    return wrong(words`${quoted(text)} is not a date`, words`Write year, month and day, like 2030-12-31.`)
  const iso = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`
  if (!isInCalendar(iso))
    return wrong(
      words`${quoted(text)} is not in the calendar`,
      words`Write a day that there is, as year-month-day, like 2030-12-31.`,
    )
  return iso === text ? parsed(iso) : wrong(words`${quoted(text)} is not a date`, words`Write ${outside(iso)}.`)
}

/** `2026-02-30` would silently be the 2nd of March. */
function isInCalendar(iso: string): boolean {
  const time = Date.parse(`${iso}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(iso)
}
