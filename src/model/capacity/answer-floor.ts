import { type Words, words } from '../outside.ts'
import { formatBytes } from '../units.ts'
import { AGAIN, type Answer, cannotTell, doubtAt, missAt, notAnswered, whyNot } from './answer.ts'
import type { Capacity } from './capacity.ts'
import { OUTCOMES } from './describe-trial.ts'
import type { CapacityAnswers } from './judge-capacity.ts'
import { withHeadroom } from './memory-floor.ts'
import { trialsOf } from './points.ts'
import type { TrialView } from './view-trial.ts'

/** The smallest memory, and what to set. */
export function answerFloor(capacity: Capacity, { memoryFloor, views }: CapacityAnswers): Answer | null {
  const search = capacity.searches.memoryFloor
  if (search === null) return null
  if (memoryFloor === null) return notAnswered('memory floor')
  const { floorBytes, belowBytes } = memoryFloor
  const trials = trialsOf(views, 'memory-floor')
  if (floorBytes === null) {
    const doubt = doubtAt(trials, ({ trial }) => trial.box.memoryBytes === belowBytes)
    return doubt === null ? notFound(trials, belowBytes, search.range.to) : cannotTell('memory floor', doubt)
  }
  const used = trials.findLast(
    ({ trial, outcome }) => trial.box.memoryBytes === floorBytes && outcome.state === 'meets',
  )?.life
  const peak = used?.peakBytes == null ? '' : `, of which ${formatBytes(used.peakBytes)} were used at the peak`
  const below =
    belowBytes === null
      ? words`; less was not tried`
      : words`; with ${formatBytes(belowBytes)} ${whyMissed(trials, belowBytes)}`
  const doubt = doubtAt(trials, ({ trial }) => trial.box.memoryBytes === belowBytes)
  const atMost = doubt === null ? '' : 'at most '
  const again = doubt === null ? '' : ` ${AGAIN}`
  return {
    state: doubt === null ? 'found' : 'open',
    short: words`memory floor ${atMost}${formatBytes(floorBytes)}`,
    lines: [
      words`Memory floor: ${atMost}${formatBytes(floorBytes)}${peak}${below}.${again}`,
      words`Set ${formatBytes(withHeadroom(floorBytes, search.stepBytes))}: a fifth more, for longer lives and heavier days.`,
    ],
  }
}

function notFound(trials: readonly TrialView[], belowBytes: number | null, mostBytes: number): Answer {
  const why = whyMissed(trials, belowBytes)
  return {
    state: 'not-found',
    short: words`memory floor not found`,
    lines: [words`Memory floor: not found. Even ${formatBytes(belowBytes ?? mostBytes)} does not do (${why}).`],
  }
}

function whyMissed(trials: readonly TrialView[], bytes: number | null): Words {
  const missed = missAt(trials, ({ trial }) => trial.box.memoryBytes === bytes)
  return missed === undefined ? words`` : words`${OUTCOMES[missed.outcome.state]}: ${whyNot(missed)}`
}
