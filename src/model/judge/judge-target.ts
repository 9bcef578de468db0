import { describeEnd } from '../causes/describe-end.ts'
import type { StatusSpan } from '../config.ts'
import { TOO_MANY_FAILURES } from '../doubt/validity.ts'
import type { Probe } from '../evidence.ts'
import { answered, outside, type Words, words } from '../outside.ts'
import type { Result } from '../result/result.ts'
import { measuredStages, pooledView, readyRounds, readyStarts } from '../result/views.ts'
import { attempts, failures } from '../samples.ts'
import { STOP_WORDS } from '../stop-words.ts'
import { formatShare } from '../units.ts'
import type { Check } from './check.ts'
import { acceptsStatus, describeStatusRule } from './status.ts'

/** What needs no threshold: the target stays up, answers each request as expected, and does not fail most of them. Only what failed makes a check. */
export function judgeTarget(result: Result): readonly Check[] {
  return [...goneChecks(result), ...answerChecks(result), ...abortChecks(result), ...failureChecks(result)]
}

function goneChecks(result: Result): readonly Check[] {
  return readyRounds(result, 'candidate').flatMap(({ round, start }) => {
    const end = describeEnd(start, result.plan)
    if (end === null) return []
    const stage = start.stages.at(-1)?.stage ?? null
    const where = stage === null ? words`before any load` : words`in stage ${outside(stage)}`
    return [failed(stage, words`${end} (round ${round}, ${where})`)]
  })
}

function answerChecks(result: Result): readonly Check[] {
  return readyStarts(result, 'candidate').flatMap((start) =>
    start.probes.filter((probe) => !probe.ok).map((probe) => failed(null, describeProbe(result, probe))),
  )
}

/** A stage that was stopped for what the service did. Where the target went away, that is said instead. */
function abortChecks(result: Result): readonly Check[] {
  return readyRounds(result, 'candidate').flatMap(({ round, start }) => {
    if (start.ending !== null) return []
    return start.stages.flatMap(({ stage, ended }): Check[] => {
      if (ended.how === 'complete' || (ended.why !== 'no-answers' && ended.why !== 'failing')) return []
      return [failed(stage, words`${STOP_WORDS[ended.why]}, so the stage was stopped (round ${round})`)]
    })
  })
}

/** What came of a request that was not answered as expected before any load, in one sentence. */
export function describeProbe(result: Pick<Result, 'plan'>, probe: Probe): Words {
  const request = result.plan.requests.find((one) => one.name === probe.request)
  const expected = describeStatusRule(request?.expectStatus ?? 'any')
  const got = describeAnswer(probe, request?.expectStatus ?? [])
  return words`${outside(probe.request)}: expected ${expected}, got ${got}; nothing was loaded`
}

/** An expected status can come with a wrong body, or with no end: then that is what is said. */
function describeAnswer(probe: Probe, expected: readonly StatusSpan[]): Words {
  const { status, error } = probe
  if (status === null) return words`no answer (${error === null ? 'no reason was given' : answered(error)})`
  if (error === null || !acceptsStatus(expected, status)) return words`${status}`
  return words`${status}, but: ${answered(error)}`
}

/** With a threshold on failures for the stage that threshold decides; without one, a stage of mostly failures is still never a pass. */
function failureChecks(result: Result): readonly Check[] {
  return measuredStages(result.plan).flatMap((stage) => {
    const asked = result.asked.thresholds.some(
      (threshold) => threshold.metric === 'failures' && (threshold.stage === null || threshold.stage === stage.name),
    )
    const { merged } = pooledView(result, 'candidate', stage.name)
    const trials = attempts(merged)
    if (asked || trials === 0 || failures(merged) / trials < TOO_MANY_FAILURES) return []
    const share = formatShare(failures(merged) / trials)
    return [failed(stage.name, words`${share} of the requests failed (${failures(merged)} of ${trials})`)]
  })
}

function failed(stage: string | null, reason: Words): Check {
  return {
    kind: 'target',
    stage,
    metric: null,
    state: 'fail',
    gating: true,
    candidate: null,
    baseline: null,
    change: null,
    slowdown: null,
    limit: null,
    reason,
  }
}
