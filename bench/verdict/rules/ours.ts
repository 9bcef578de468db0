import { BUDGET_MS } from '../../../src/config/defaults.ts'
import { decideFailures, type FailureCount, type FailureRound } from '../../../src/model/judge/decide-failures.ts'
import { decidePairs, type PairedCell } from '../../../src/model/judge/decide-pairs.ts'
import { decideTogether } from '../../../src/model/judge/decide-together.ts'
import { allowedLog } from '../../../src/model/judge/pair-cells.ts'
import { METRICS } from '../../../src/model/metrics/metrics.ts'
import { MOST_ROUNDS } from '../../../src/model/plan/pair-plan.ts'
import { LAST_LOOKS, lastLookWithin, looksUntil } from '../../../src/model/rounds/looks.ts'
import { BUDGET_ROOM } from '../../../src/model/rounds/pair-course.ts'
import { mostDrops } from '../../../src/model/rounds/sift-rounds.ts'
import type { CountedRound, GateRecord, RoundRecord, SideRecord } from '../gate-record.ts'
import type { LiveAnswer, Tolerance } from '../live-answer.ts'
import { type Rule, type Ruling, totalSeconds } from '../ruling.ts'

/** The program's own rule with its looks, drops and budget, stopping as early as it does. */
export function ours(name: string, tolerance: Tolerance): Rule {
  const decide = (gate: GateRecord): Ruling => {
    const { answer, used } = answerOurs(gate, tolerance)
    return { answer, seconds: totalSeconds(used) }
  }
  return { name, from: 'src/model', mayBeUnsure: true, decide }
}

type Answered = LiveAnswer & { readonly used: readonly RoundRecord[] }

/** The same walk through the rounds as the loop's (`src/model/rounds/paired-gate.ts`), on the numbers that were kept of them. */
export function answerOurs({ rounds }: Pick<GateRecord, 'rounds'>, tolerance: Tolerance): Answered {
  const fit = Math.floor(BUDGET_MS / (BUDGET_ROOM * (rounds[0]?.ms ?? 1)))
  const last = lastLookWithin(Math.min(MOST_ROUNDS, fit))
  if (last === null) return { answer: 'cannot-tell', rounds: 0, used: rounds.slice(0, 1) }
  const kept: CountedRound[] = []
  for (const [place, round] of rounds.entries()) {
    const used = rounds.slice(0, place + 1)
    if (counts(round)) kept.push(round)
    const answer = answerAt(kept, last, tolerance)
    const isLook = LAST_LOOKS.includes(kept.length) || kept.length >= last
    if (isLook && (answer !== 'cannot-tell' || kept.length >= last)) return { answer, rounds: kept.length, used }
    if (used.length - kept.length > mostDrops(last)) return { answer: 'cannot-tell', rounds: kept.length, used }
    const longestMs = Math.max(...used.map(({ ms }) => ms))
    if (1000 * totalSeconds(used) + longestMs > BUDGET_MS) return { answer, rounds: kept.length, used }
  }
  return { answer: answerAt(kept, last, tolerance), rounds: kept.length, used: rounds }
}

function counts(round: RoundRecord): round is CountedRound {
  return round.dropped === null && round.sides !== null
}

function answerAt(kept: readonly CountedRound[], last: number, tolerance: Tolerance): LiveAnswer['answer'] {
  const cells = cellsOf(kept, tolerance)
  const looks = looksUntil(last, cells.length)
  const stages = failuresOf(kept)
  const failureLooks = looksUntil(last, stages.length)
  return ANSWERS[
    decideTogether(
      cells.map((cell) => decidePairs(cell, looks).state),
      stages.map((rounds) => decideFailures(rounds, failureLooks, stages.length).state),
    )
  ]
}

const ANSWERS = { fail: 'slower', pass: 'ruled-out', 'cannot-tell': 'cannot-tell' } as const

/** Failures of `steady` and of `offered`, round by round. */
function failuresOf(kept: readonly CountedRound[]): readonly (readonly FailureRound[])[] {
  const counts = (of: (side: SideRecord) => FailureCount) =>
    kept.map(({ sides: { candidate, baseline } }) => ({ candidate: of(candidate), baseline: of(baseline) }))
  return [
    counts(({ failed: [failed], latency: [good] }) => ({ events: failed, trials: good + failed })),
    counts(({ failed: [, failed], offered: [good] }) => ({ events: failed, trials: good + failed })),
  ]
}

/** Both comparisons that decide, turned so that more is worse. */
function cellsOf(kept: readonly CountedRound[], tolerance: Tolerance): readonly PairedCell[] {
  return [
    {
      logRatios: kept.map(({ sides: { candidate, baseline } }) => Math.log(baseline.rps / candidate.rps)),
      allowed: allowedLog(METRICS.rps, tolerance.rps),
    },
    {
      logRatios: kept.map(({ sides: { candidate, baseline } }) => Math.log(candidate.tail / baseline.tail)),
      allowed: allowedLog(METRICS.p95, tolerance.p95),
    },
  ]
}
