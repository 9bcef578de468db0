import type { Side } from '../config.ts'
import type { Ending, Start } from '../evidence.ts'
import { describeProbe } from '../judge/judge-target.ts'
import { type Outside, type Words, words } from '../outside.ts'
import type { PlanRecord } from '../plan/plan.ts'
import type { Result } from '../result/result.ts'
import type { StageSamples } from '../samples.ts'
import { STOP_WORDS } from '../stop-words.ts'
import { describeEnd } from './describe-end.ts'

/** Something that went wrong beside single requests, in one round of one side. */
export type Exception = {
  readonly side: Side
  readonly round: number
  /** `null`: not of one stage. */
  readonly stage: string | null
  readonly kind: 'ending' | 'unexpected-answer' | 'stopped'
  readonly message: Words
  /** What the container or the answer said. */
  readonly said: readonly Outside[]
  readonly ending: Ending | null
}
type Found = Omit<Exception, 'side' | 'round'>

/** Containers that ended or never came, unexpected answers before any load, and stages that were stopped, of every round. */
export function exceptions({ plan, evidence }: Pick<Result, 'plan' | 'evidence'>): readonly Exception[] {
  return evidence.flatMap(({ round, starts }) =>
    starts.flatMap((start) => foundIn(start, plan).map((found): Exception => ({ ...found, side: start.side, round }))),
  )
}

function foundIn(start: Start, plan: PlanRecord): readonly Found[] {
  const stages = start.state === 'ready' ? start.stages : []
  const answers = start.state === 'ready' ? start.probes.filter(({ ok }) => !ok) : []
  return [
    ...answers.map((probe): Found => {
      const said = probe.body === null ? [] : [probe.body]
      return { stage: null, kind: 'unexpected-answer', message: describeProbe({ plan }, probe), said, ending: null }
    }),
    ...stages.flatMap(foundStop),
    ...foundEnding(start, stages, plan),
  ]
}

function foundEnding(start: Start, stages: readonly StageSamples[], plan: PlanRecord): readonly Found[] {
  const { ending } = start
  const message = describeEnd(start, plan)
  if (ending === null || message === null) return []
  const stage = stages.at(-1)?.stage ?? null
  return [{ stage, kind: 'ending', message, said: ending.lastLines, ending }]
}

/** A target that went away, of this side or of the other, has a row of its own. */
function foundStop({ stage, ended }: StageSamples): readonly Found[] {
  if (ended.how === 'complete' || ended.why === 'target-gone' || ended.why === 'other-side') return []
  return [{ stage, kind: 'stopped', message: words`${STOP_WORDS[ended.why]}`, said: [], ending: null }]
}
