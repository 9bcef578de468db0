import type { CapacityCourse } from '../model/capacity/capacity-course.ts'
import type { Progress } from '../model/progress.ts'
import type { Scope } from '../ports.ts'

/** The scope of one configuration: what is told of its rounds is told as a part of the whole run. */
export function trialProgress({ clock, log, signal }: Scope, course: CapacityCourse): Scope {
  const begunMs = clock.now()
  const progress = (now: Progress) => {
    const elapsedMs = clock.now() - begunMs
    const doneMs = course.spentMs + elapsedMs
    // A configuration that takes longer than the others has still to come to its own end.
    const leftMs = Math.max(now.left?.ms ?? 0, course.leftMs - elapsedMs)
    const share = doneMs <= 0 ? 0 : doneMs / (doneMs + leftMs)
    log.progress({ ...now, trial: course.place, share, left: { ms: leftMs, atMost: true } })
  }
  return { clock, signal, log: { ...log, progress } }
}
