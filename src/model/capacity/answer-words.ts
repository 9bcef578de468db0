import { METRICS, printValue } from '../metrics.ts'
import { type Words, words } from '../outside.ts'
import { formatBytes, formatRate, formatShare } from '../units.ts'
import type { Capacity } from './capacity.ts'
import { describeAmount, describeBox, nounOf } from './describe-level.ts'
import { OUTCOMES } from './describe-trial.ts'
import type { CapacityAnswers } from './judge-capacity.ts'
import type { KneeFound } from './knee.ts'
import { withHeadroom } from './memory-floor.ts'
import { trialsOf } from './points.ts'
import { limitOf, type TrialView } from './view-trial.ts'

/** An answer in words: whether it was found, in a few words for a headline, and in full. */
export type Answer = {
  readonly state: 'found' | 'not-found' | 'open'
  readonly short: Words
  readonly lines: readonly Words[]
}

/** Where more load gives nothing more, and up to where the thresholds hold. */
export function answerKnee(capacity: Capacity, { knee, views }: CapacityAnswers): Answer | null {
  const search = capacity.searches.knee
  if (search === null) return null
  if (knee === null) return open('knee')
  const at = (amount: number) => describeAmount({ ...search.load, amount })
  const trials = trialsOf(views, 'knee')
  const lines = [...plateauLines(capacity, knee, trials), ...withinLines(knee, trials, at), ...checkLines(knee, at)]
  const doubt = knee.knee === null ? doubtAt(trials, ({ trial }) => trial.level?.amount === knee.missedAt) : null
  if (doubt !== null) return cannotTell('knee', doubt)
  if (knee.knee === null)
    return {
      state: 'not-found',
      short: words`knee not found`,
      lines: [words`Knee: not found. ${lines[0] ?? ''}`, ...lines.slice(1)],
    }
  return {
    state: 'found',
    short: words`knee at ${at(knee.knee.amount)}, ${formatRate(knee.knee.plateauRps)}`,
    lines: [words`Knee: ${lines[0] ?? ''}`, ...lines.slice(1)],
  }
}

function plateauLines(
  { searches }: Capacity,
  { knee, missedAt }: KneeFound,
  trials: readonly TrialView[],
): readonly Words[] {
  const model = searches.knee?.load.model ?? 'connections'
  const at = (amount: number) => `${model === 'rate' ? formatRate(amount) : amount}`
  if (knee !== null) {
    const beyond = model === 'rate' ? 'more is sent than it can answer' : `${nounOf(model, 2)} only wait`
    const limit = limitAt(trials, knee.amount)
    return [
      words`plateau at ${model === 'rate' ? at(knee.amount) : `${knee.amount} ${nounOf(model, knee.amount)}`}, ${formatRate(knee.plateauRps)}; beyond it ${beyond}.${limit === null ? '' : words` What limits it: ${limit}.`}`,
    ]
  }
  const last = trials.toSorted((a, b) => amountOf(a) - amountOf(b)).at(-1)
  const [lightest] = trials
  if (trials.every(({ rps }) => rps === null) && lightest !== undefined)
    return [words`Nothing could be measured: ${whyNot(lightest)}.`]
  const where = last === undefined ? '' : ` at ${at(amountOf(last))}`
  return [
    missedAt === null
      ? words`RPS still grew${where}, the end of the range: raise it.`
      : words`RPS still grew where the thresholds were first missed (${at(missedAt)}).`,
  ]
}

/** At twice the knee: there the load is not what holds it back. */
function limitAt(trials: readonly TrialView[], amount: number): Words | null {
  const beyond = trials.toSorted((a, b) => amountOf(a) - amountOf(b)).find((view) => amountOf(view) >= 2 * amount)
  return beyond === undefined ? null : limitOf(beyond)
}

function amountOf({ trial }: TrialView): number {
  return trial.level?.amount ?? 0
}

function whyNot({ outcome }: TrialView): Words {
  return outcome.state === 'meets' ? words`` : outcome.why
}

type AtAmount = (amount: number) => string

function withinLines({ within, missedAt }: KneeFound, trials: readonly TrialView[], at: AtAmount): readonly Words[] {
  const missed = trials.find((view) => amountOf(view) === missedAt)
  const why = missed === undefined || missedAt === null ? words`` : words`; at ${at(missedAt)} not: ${whyNot(missed)}`
  if (within === null) return [words`The thresholds are missed at the lightest load already${why}.`]
  const last = missedAt === null ? ', the heaviest that was tried' : ''
  return [words`The thresholds are met up to ${at(within.amount)} (${formatRate(within.rps)})${last}${why}.`]
}

/** How far the two rules may lie apart before both are said. */
const A_DOUBLING = 2

function checkLines({ knee, kneedle }: KneeFound, at: AtAmount): readonly Words[] {
  if (knee === null) return []
  if (kneedle === null) return [words`Cross-check: Kneedle sees no knee in these points.`]
  const ratio = Math.max(knee.amount / kneedle, kneedle / knee.amount)
  const says = ratio < A_DOUBLING ? 'agrees' : 'disagrees: take the smaller one'
  return [words`Cross-check: Kneedle puts it at ${at(kneedle)}, and ${says}.`]
}

/** The highest rate that meets the thresholds, with what it lies between. */
export function answerMaxRate(capacity: Capacity, { maxRate, views }: CapacityAnswers): Answer | null {
  const search = capacity.searches.maxRate
  if (search === null) return null
  if (maxRate === null) return open('max rate')
  const { perSecond, above } = maxRate
  const trials = trialsOf(views, 'max-rate')
  const missed = trials.findLast((view) => view.trial.level?.amount === above && view.outcome.state !== 'meets')
  const why = missed === undefined ? words`` : words`: ${whyNot(missed)}`
  const doubt =
    perSecond === null ? doubtAt(trials, ({ trial }) => above === null || trial.level?.amount === above) : null
  if (doubt !== null) return cannotTell('max rate', doubt)
  if (perSecond === null) {
    const reason = above === null ? words`: ${trials[0] === undefined ? '' : whyNot(trials[0])}` : why
    return {
      state: 'not-found',
      short: words`max rate not found`,
      lines: [
        words`Max rate: not found. Even ${formatRate(above ?? search.range.from)} misses the thresholds${reason}.`,
      ],
    }
  }
  if (above === null) {
    return {
      state: 'found',
      short: words`max rate at least ${formatRate(perSecond)}`,
      lines: [words`Max rate: at least ${formatRate(perSecond)}, the end of the range: raise it.`],
    }
  }
  return {
    state: 'found',
    short: words`max rate ${formatRate(perSecond)}`,
    lines: [
      words`Max rate: ${formatRate(perSecond)} meets the thresholds, ${formatRate(above)} does not${why}. The highest rate lies between the two (${formatShare(above / perSecond - 1)} apart).`,
    ],
  }
}

/** The smallest memory, and what to set. */
export function answerFloor(capacity: Capacity, { memoryFloor, views }: CapacityAnswers): Answer | null {
  const search = capacity.searches.memoryFloor
  if (search === null) return null
  if (memoryFloor === null) return open('memory floor')
  const { floorBytes, belowBytes } = memoryFloor
  const trials = trialsOf(views, 'memory-floor')
  const missed = trials.findLast(
    ({ trial, outcome }) => trial.box.memoryBytes === belowBytes && outcome.state !== 'meets',
  )
  const why = missed === undefined ? words`` : words`${OUTCOMES[missed.outcome.state]}: ${whyNot(missed)}`
  const doubt = floorBytes === null ? doubtAt(trials, ({ trial }) => trial.box.memoryBytes === belowBytes) : null
  if (doubt !== null) return cannotTell('memory floor', doubt)
  if (floorBytes === null) {
    return {
      state: 'not-found',
      short: words`memory floor not found`,
      lines: [words`Memory floor: not found. Even ${formatBytes(belowBytes ?? search.range.to)} does not do (${why}).`],
    }
  }
  const used = trials.find(({ trial }) => trial.box.memoryBytes === floorBytes)?.life
  const peak = used?.peakBytes == null ? '' : `, of which ${formatBytes(used.peakBytes)} were used at the peak`
  const below = belowBytes === null ? words`; less was not tried` : words`; with ${formatBytes(belowBytes)} ${why}`
  return {
    state: 'found',
    short: words`memory floor ${formatBytes(floorBytes)}`,
    lines: [
      words`Memory floor: ${formatBytes(floorBytes)}${peak}${below}.`,
      words`Set ${formatBytes(withHeadroom(floorBytes, search.stepBytes))}: a fifth more, for longer lives and heavier days.`,
    ],
  }
}

/** The cheapest box that meets the thresholds, the runner-up, and what limits each. */
export function answerTable(capacity: Capacity, { table }: CapacityAnswers): Answer | null {
  if (capacity.searches.table === null) return null
  if (table === null) return open('table')
  const { best, runnerUp, rows, complete } = table
  if (!complete)
    return { ...open('table'), lines: [words`Recommendation: not yet; ${rows.length} boxes are measured so far.`] }
  const doubt = best === null ? doubtAt(rows, () => true) : null
  if (doubt !== null) return cannotTell('table', doubt)
  if (best === null) {
    const closest = rows.toSorted((a, b) => (b.rps ?? 0) - (a.rps ?? 0))[0]
    const near =
      closest === undefined ? words`` : words` The closest was ${describeBox(closest.trial.box)}: ${whyNot(closest)}.`
    return {
      state: 'not-found',
      short: words`no box meets the thresholds`,
      lines: [words`Recommendation: none. No box of the table meets the thresholds.${near}`],
    }
  }
  const second =
    runnerUp === null
      ? words`Runner-up: none; no other box of the table meets the thresholds.`
      : words`Runner-up: ${describeChoice(runnerUp)}`
  return {
    state: 'found',
    short: words`cheapest box ${describeBox(best.trial.box)}`,
    lines: [words`Recommendation: ${describeChoice(best)}`, second],
  }
}

function describeChoice(view: TrialView): Words {
  const { trial, rps, p95 } = view
  const gives = rps === null ? '' : `, gives ${formatRate(rps)}`
  const limit = limitOf(view)
  return words`${describeBox(trial.box)}${gives}, p95 ${printValue(METRICS.p95, p95)}.${limit === null ? '' : words` What limits it: ${limit}.`}`
}

function open(what: string): Answer {
  return {
    state: 'open',
    short: words`${what} not answered yet`,
    lines: [words`${what[0]?.toUpperCase() ?? ''}${what.slice(1)}: not answered yet.`],
  }
}

/** Why nothing is known of the trials on which a "not found" would rest: the machine or the load generator was the limit. `null`: they say something. */
function doubtAt(trials: readonly TrialView[], isMeant: (view: TrialView) => boolean): Words | null {
  const last = trials.findLast((view) => isMeant(view) && view.outcome.state === 'unsure')
  return last === undefined ? null : whyNot(last)
}

function cannotTell(what: string, why: Words): Answer {
  return {
    state: 'open',
    short: words`${what}: cannot tell`,
    lines: [
      words`${what[0]?.toUpperCase() ?? ''}${what.slice(1)}: cannot tell: ${why}. Another run, or a quieter machine, may find it.`,
    ],
  }
}
