import { type Words, words } from '../outside.ts'
import { formatRate } from '../units.ts'
import { AGAIN, type Answer, cannotTell, doubtAt, missAt, notAnswered, whyNot } from './answer.ts'
import type { Capacity } from './capacity.ts'
import { describeAmount, nounOf } from './describe-level.ts'
import type { CapacityAnswers } from './judge-capacity.ts'
import type { KneeFound } from './knee.ts'
import { trialsOf } from './points.ts'
import { targetRps } from './target-rps.ts'
import { limitOf, type TrialView } from './view-trial.ts'

/** Where more load gives nothing more, and up to where the thresholds hold. */
export function answerKnee(capacity: Capacity, { knee, views }: CapacityAnswers): Answer | null {
  const search = capacity.searches.knee
  if (search === null) return null
  if (knee === null) return notAnswered('knee')
  const at = (amount: number) => describeAmount({ ...search.load, amount })
  const trials = trialsOf(views, 'knee')
  const within = withinLines(knee, trials, at)
  const doubt = doubtAt(trials, (view) => amountOf(view) === knee.missedAt)
  if (doubt !== null && (knee.knee === null || knee.within === null)) {
    const told = cannotTell('knee', doubt)
    return knee.within === null ? told : { ...told, lines: [...told.lines, ...within] }
  }
  const sure = doubt === null ? within : within.map((line) => words`${line} ${AGAIN}`)
  const lines = [...plateauLines(capacity, knee, trials), ...sure, ...checkLines(knee, at)]
  if (knee.knee === null)
    return {
      state: 'not-found',
      short: words`knee not found`,
      lines: [words`Knee: not found. ${lines[0] ?? ''}`, ...lines.slice(1)],
    }
  const short = words`knee at ${at(knee.knee.amount)}, ${formatRate(knee.knee.plateauRps)}`
  const all = [words`Knee: ${lines[0] ?? ''}`, ...lines.slice(1)]
  if (doubt === null || knee.within === null) return { state: 'found', short, lines: all }
  return {
    state: 'open',
    short: words`${short}, thresholds met up to ${at(knee.within.amount)} at least`,
    lines: all,
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
  if (trials.every((view) => targetRps(view) === null) && lightest !== undefined)
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
  const beyond = trials
    .toSorted((a, b) => amountOf(a) - amountOf(b))
    .find((view) => amountOf(view) >= 2 * amount && targetRps(view) !== null)
  return beyond === undefined ? null : limitOf(beyond)
}

function amountOf({ trial }: TrialView): number {
  return trial.level?.amount ?? 0
}

type AtAmount = (amount: number) => string

function withinLines({ within, missedAt }: KneeFound, trials: readonly TrialView[], at: AtAmount): readonly Words[] {
  const missed = missAt(trials, (view) => amountOf(view) === missedAt)
  const doubt = doubtAt(trials, (view) => amountOf(view) === missedAt)
  const how = doubt === null ? 'not' : 'nothing can be told'
  const why =
    missed === undefined || missedAt === null ? words`` : words`; at ${at(missedAt)} ${how}: ${whyNot(missed)}`
  if (within === null) return [words`The thresholds are missed at the lightest load already${why}.`]
  const last = missedAt === null ? ', the heaviest that was tried' : ''
  const least = doubt === null ? '' : ' at least'
  return [words`The thresholds are met up to ${at(within.amount)}${least} (${formatRate(within.rps)})${last}${why}.`]
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
