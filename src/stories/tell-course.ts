import type { Round } from '../model/evidence.ts'
import { type Words, words } from '../model/outside.ts'
import type { PlanRecord } from '../model/plan/plan.ts'
import { firstLook } from '../model/rounds/looks.ts'
import type { Next } from '../model/rounds/next.ts'
import { type Course, pairCourse } from '../model/rounds/pair-course.ts'
import { sift } from '../model/rounds/sift-rounds.ts'
import { formatMs } from '../model/units.ts'
import type { Log } from '../ports.ts'

/** The same `next`, which also says what the first round has shown of the cost, when a comparison is given up and why, and which rounds are dropped. */
export function tellCourse(plan: PlanRecord, next: Next, log: Log): Next {
  let toldDropped = 0
  let toldCourse: Course['state'] | null = null
  return (evidence) => {
    const wish = next(evidence)
    const { dropped } = sift(plan, evidence)
    for (const { round, why } of dropped.slice(toldDropped)) {
      log.warn(
        'step' in wish
          ? words`Round ${round} does not count and is repeated: ${why}`
          : words`Round ${round} does not count: ${why}`,
      )
    }
    toldDropped = dropped.length
    const course = evidence.length === 0 ? null : pairCourse(plan, evidence)
    if (course === null || course.state === toldCourse) return wish
    toldCourse = course.state
    for (const line of describeCourse(course, evidence, 'step' in wish)) log.say(line)
    return wish
  }
}

/** Nothing is promised of a run that is over already. */
function describeCourse(course: Course, evidence: readonly Round[], goesOn: boolean): readonly Words[] {
  if (course.state !== 'pairing') {
    const alone = goesOn ? '. The candidate goes on alone, for its thresholds' : ''
    return [words`Not compared round by round: ${course.why}${alone}`]
  }
  if (!goesOn) return []
  const ms = evidence[0]?.ms ?? 0
  const [first, last] = [firstLook(course.last), course.last].map(
    (rounds) => `${rounds} rounds (${formatMs(rounds * ms)})`,
  )
  const when = first === last ? last : `${first} at the earliest, ${last} at the latest`
  return [words`A round of both images took ${formatMs(ms)}: decided after ${when ?? ''}`]
}
