import type { Side } from '../model/config.ts'
import type { PlanRecord } from '../model/plan/plan.ts'

/** What the files have in common with those that Locust writes. https://docs.locust.io/en/stable/retrieving-stats.html */

/** The name of the row of all requests together. */
export const AGGREGATED = 'Aggregated'

/** Locust's percentiles, by the titles of their columns. */
export const PERCENTILES = [
  ['50%', 50],
  ['66%', 66],
  ['75%', 75],
  ['80%', 80],
  ['90%', 90],
  ['95%', 95],
  ['98%', 98],
  ['99%', 99],
  ['99.9%', 99.9],
  ['99.99%', 99.99],
  ['100%', 100],
] as const

/** The candidate first: who reads one row of a name means that one. */
export const CSV_SIDES: readonly Side[] = ['candidate', 'baseline']

/** The method of a request; `null` of all together, or where the plan does not know it. */
export function methodOf({ requests }: Pick<PlanRecord, 'requests'>, request: string | null): string | null {
  return requests.find(({ name }) => name === request)?.method ?? null
}
