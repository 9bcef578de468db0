import type { Machine } from '../machine.ts'
import { type Words, words } from '../outside.ts'
import { formatBytes, formatCores, formatShare } from '../units.ts'
import { GIVES_MORE } from './table.ts'
import { targetRps } from './target-rps.ts'
import type { Box } from './trial.ts'
import { limitOf, type TrialView } from './view-trial.ts'

/** A step that gives less than this share of what its size promises has met another limit. */
const WORTH_IT = 0.5

/** A step that gives more than this much of what its size promises is noise. */
const TOO_MUCH = 1.3

/** What more replicas gave, series by series, in words: `1 → 3 replicas +83 %, 3 → 5 nothing: …`. */
export function describeScaling(rows: readonly TrialView[], machine: Machine): readonly Words[] {
  return seriesOf(rows).flatMap((series) => {
    const steps = series.slice(1).map((view, place) => describeStepUp(series[place], view, machine))
    const [first] = series
    if (steps.length === 0 || first === undefined) return []
    const { cpus, memoryBytes } = first.trial.box
    return [
      words`Replicas of ${formatCores(cpus)} CPU and ${formatBytes(memoryBytes)}: ${steps.flatMap((step, place) => (place === 0 ? step : [', ', ...step]))}.`,
    ]
  })
}

/** Rows that differ in their replicas alone, fewest first, and only those that gave numbers to the end. */
function seriesOf(rows: readonly TrialView[]): readonly (readonly TrialView[])[] {
  const key = ({ cpus, memoryBytes }: Box) => `${cpus} ${memoryBytes}`
  const keys = [...new Set(rows.map(({ trial }) => key(trial.box)))]
  return keys.map((one) =>
    rows
      .filter((view) => key(view.trial.box) === one && (targetRps(view) ?? 0) > 0)
      .toSorted((a, b) => a.trial.box.replicas - b.trial.box.replicas),
  )
}

function describeStepUp(before: TrialView | undefined, after: TrialView, machine: Machine): Words {
  if (before === undefined || before.rps === null || after.rps === null) return words``
  const [from, to] = [before.trial.box.replicas, after.trial.box.replicas]
  const gain = after.rps / before.rps - 1
  const promised = to / from - 1
  const gave = gain >= GIVES_MORE ? `+${formatShare(gain)}` : gain > -GIVES_MORE ? 'nothing' : `−${formatShare(-gain)}`
  const what = words`${from} → ${to} replicas ${gave}`
  if (gain > TOO_MUCH * promised)
    return words`${what} (its size promises ${formatShare(promised)}: the numbers differ by chance, measure with more rounds)`
  return gain >= WORTH_IT * promised ? what : words`${what}: ${movedTo(after, machine)}`
}

/** Where the limit lies once more replicas do not move it. */
function movedTo(view: TrialView, machine: Machine): Words {
  const shared = describeContention(view.trial.box, machine)
  if (shared !== null) return words`the limit has moved to the machine, ${shared}`
  const limit = limitOf(view)
  return limit === null ? words`the limit has moved` : words`the limit has moved (${limit})`
}

/** `null` where every replica can have what it is given. The load generator takes from the same cores. */
export function describeContention({ replicas, cpus }: Box, machine: Machine): Words | null {
  const wanted = Number((replicas * cpus).toFixed(3))
  if (wanted <= machine.cores) return null
  return words`${replicas} x ${formatCores(cpus)} CPU share its ${machine.cores} cores with each other and the load generator`
}
