import type { Next } from '../model/next.ts'
import { type Words, words } from '../model/outside.ts'
import { pairCourse } from '../model/pair-course.ts'
import type { PlanRecord } from '../model/plan.ts'
import { sift } from '../model/sift-rounds.ts'
import { formatMs } from '../model/units.ts'
import type { Log } from '../ports.ts'

/** The same `next`, which also says what the first round has shown of the cost, and which rounds are dropped. */
export function tellCourse(plan: PlanRecord, next: Next, log: Log): Next {
  let toldDropped = 0
  return (evidence) => {
    if (evidence.length === 1) for (const line of describeCost(plan, evidence)) log.say(line)
    const { dropped } = sift(plan, evidence)
    for (const { round, why } of dropped.slice(toldDropped)) {
      log.warn(words`Round ${round} does not count and is repeated: ${why}`)
    }
    toldDropped = dropped.length
    return next(evidence)
  }
}

function describeCost(plan: PlanRecord, evidence: Parameters<Next>[0]): readonly Words[] {
  const course = pairCourse(plan, evidence)
  const ms = evidence[0]?.ms ?? 0
  if (course === null) return []
  switch (course.state) {
    case 'pairing':
      return [
        words`A round of both images took ${formatMs(ms)}: decided after 6 rounds (${formatMs(6 * ms)}) at the earliest, ${course.last} (${formatMs(course.last * ms)}) at the latest`,
      ]
    default:
      return [words`Not compared round by round: ${course.why}. The candidate goes on alone, for its thresholds`]
  }
}
