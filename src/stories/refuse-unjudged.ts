import { adviseEnding, describeEnding } from '../model/causes/endings.ts'
import { SetupError } from '../model/errors.ts'
import { words } from '../model/outside.ts'
import type { Plan } from '../model/plan/plan.ts'
import type { Result } from '../model/result/result.ts'
import { pairCourse } from '../model/rounds/pair-course.ts'
import { formatMs } from '../model/units.ts'

/** A start that failed or a plan that was cut short by the clock is no verdict on the image's speed. Throws SetupError. */
export function refuseUnjudged(result: Result, plan: Plan): void {
  if (result.ended === 'time-limit') {
    throw new SetupError(
      words`The time limit of ${formatMs(plan.timeLimitMs)} was reached in round ${result.evidence.length} of ${plan.rounds}`,
      words`Raise "time-limit", or plan fewer rounds or shorter stages; ${formatMs(plan.loadMs)} of load are planned.`,
    )
  }
  for (const round of result.evidence) {
    for (const start of round.starts) {
      // A baseline's image that does not start is "not comparable": the candidate is judged without it.
      if (start.state === 'ready' || start.side === 'baseline') continue
      const sentence = words`The target did not start (round ${round.round}): ${describeEnding(start.ending, result.plan)}`
      throw new SetupError(sentence, adviseEnding(start.ending), { lastLines: start.ending.lastLines })
    }
  }
}

/** A comparison that was asked for by name and could not be made is no verdict either. Throws SetupError. */
export function refuseUnpaired(result: Result): void {
  const course = pairCourse(result.plan, result.evidence)
  if (course === null || course.state === 'pairing') return
  throw new SetupError(
    words`"baseline.compare" is paired, but the images could not be compared round by round: ${course.why}`,
    course.state === 'too-long'
      ? words`Raise "budget", shorten the stages, or set "baseline.compare" to auto.`
      : words`Compare with an image that starts and answers under today's configuration ("baseline.image"), or set "baseline.compare" to auto.`,
  )
}
