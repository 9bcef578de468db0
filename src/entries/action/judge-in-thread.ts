import { oneAnswer } from '../../host/one-answer.ts'
import { outside, words } from '../../model/outside.ts'
import type { Clock, ForeignJudge, ForeignJudged } from '../../ports.ts'
import { judgeWorkerUrl } from '../version.ts'

/** One result; and all of them, since one change can bring twenty that each take as long as they may. */
const ONE_MS = 60_000
const ALL_MS = 180_000
/** Twenty rounds of long stages take a tenth of it. */
const MEMORY_MB = 1024

/** Judges each result in a thread of its own. */
export function judgeInThread({ now }: Pick<Clock, 'now'>, limits = { oneMs: ONE_MS, allMs: ALL_MS }): ForeignJudge {
  let msLeft = limits.allMs
  return {
    async judge(order, signal) {
      const ms = Math.min(limits.oneMs, msLeft)
      if (ms <= 0) return bad('those before it took all the time that there is for judging')
      const started = now()
      const thread = await oneAnswer<ForeignJudged>(judgeWorkerUrl, order, { ms, memoryMb: MEMORY_MB }, signal)
      msLeft -= now() - started
      switch (thread.state) {
        case 'answered':
          return thread.answer
        case 'too-long':
          return bad(`it takes more than ${Math.round(ms / 1000)} s to be judged`)
        case 'too-large':
          return bad(`it takes more than ${MEMORY_MB} MiB of memory to be judged`)
        case 'crashed':
          return { state: 'bad', why: words`it cannot be judged (${outside(thread.what)})` }
      }
    },
  }
}

function bad(why: string): ForeignJudged {
  return { state: 'bad', why: words`${why}` }
}
