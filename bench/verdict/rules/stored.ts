import type { GateRecord } from '../gate-record.ts'
import { alarm, type Rule, totalSeconds } from '../ruling.ts'

const APART_MS = 60 * 60_000

type Numbers = GateRecord['pooled']['baseline']

/** Whether one run's numbers are alarming beside those of another. */
type Alarming = (now: Numbers, before: Numbers) => boolean

/** A limit on the change against numbers that were stored by another run. */
export function storedPercent(share: number): Rule {
  return stored(
    `stored numbers, ±${Math.round(100 * share)} %`,
    'what most hand-made gates do',
    (now, before) => now.rps < (1 - share) * before.rps || now.tail > (1 + share) * before.tail,
  )
}

/** The ratio at which github-action-benchmark alerts where nobody says another one: 200 %, worse to better. */
const ALERT_RATIO = 2

export const alert200: Rule = stored(
  'stored numbers, alert at 200 %',
  'github-action-benchmark, `alert-threshold` by default',
  (now, before) => before.rps / now.rps > ALERT_RATIO || now.tail / before.tail > ALERT_RATIO,
)

/** The candidate alone is measured, so half of a gate's time. */
function stored(name: string, from: string, isAlarming: Alarming): Rule {
  return {
    name,
    from,
    decide: (gate, corpus) => {
      const before = anotherHour(gate, corpus)
      if (before === null) return null
      return alarm(isAlarming(gate.pooled.candidate, before.pooled.baseline), totalSeconds(gate.rounds) / 2)
    },
  }
}

/** The gate nearest in time that lies an hour away or more, on the same machine under the same load; the earlier of two that are as near. */
export function anotherHour(gate: GateRecord, corpus: readonly GateRecord[]): GateRecord | null {
  const apart = (other: GateRecord) => Math.abs(Date.parse(other.at) - Date.parse(gate.at))
  const fit = corpus.filter(
    (other) => other.machine === gate.machine && other.plan === gate.plan && apart(other) >= APART_MS,
  )
  return fit.toSorted((a, b) => apart(a) - apart(b) || a.at.localeCompare(b.at))[0] ?? null
}
