import { describeStatusRule } from '../judge/status.ts'
import { METRICS } from '../metrics/metrics.ts'
import { joinWords, outside, type Words, words } from '../outside.ts'
import { describeCores } from '../plan/describe-cores.ts'
import { describeExtent, describeLoad } from '../plan/stage-load.ts'
import type { Result } from '../result/result.ts'
import { formatBytes, formatMs, formatShare } from '../units.ts'
import type { Section } from './report.ts'

/** All that was to be done and asked, with every number that follows from the configuration. */
export function planSection(result: Result): Section {
  const { plan } = result
  const lines: readonly Words[] = [
    words`Limits: ${plan.cpus} CPU, ${formatBytes(plan.memoryBytes)} of memory, cores ${describeCores(plan.cpuset)}; ${plan.replicas === 1 ? 'one container' : `${plan.replicas} replicas`}.`,
    ...plan.requests.map(describeRequest),
    ...plan.stages.map(
      (stage) =>
        words`Stage ${outside(stage.name)}: ${describeLoad(stage.load)} ${describeExtent(stage)}${stage.warmUp ? ', warm-up' : ''}.`,
    ),
    describeRounds(result),
    ...describeAsked(result),
    ...(plan.envNames.length === 0
      ? []
      : [
          words`Environment (names only): ${joinWords(
            plan.envNames.map((name) => words`${outside(name)}`),
            ', ',
          )}.`,
        ]),
  ]
  return { kind: 'words', title: 'Plan', lines }
}

function describeRequest(request: Result['plan']['requests'][number]): Words {
  const { name, method, path, weight, bodyBytes, expectStatus, expectsBody, headerNames, keepAlive, timeoutMs } =
    request
  const parts = [
    `weight ${weight}`,
    bodyBytes === 0 ? 'no body' : `body of ${formatBytes(bodyBytes)}`,
    `expects ${describeStatusRule(expectStatus)}${expectsBody ? ' and its body' : ''}`,
    `timeout ${formatMs(timeoutMs)}`,
    ...(keepAlive ? [] : ['a connection for each']),
  ]
  const headers =
    headerNames.length === 0
      ? []
      : words`, headers ${joinWords(
          headerNames.map((one) => words`${outside(one)}`),
          ', ',
        )}`
  return words`Request ${outside(name)}: ${outside(`${method} ${path}`)}, ${parts.join(', ')}${headers}.`
}

function describeRounds({ plan }: Result): Words {
  const { rounds, seed, budgetMs, pairing, tls } = plan
  const both = pairing === null ? '' : ' of both images'
  return words`${pairing === null ? '' : 'At most '}${rounds} ${rounds === 1 ? 'round' : 'rounds'} with a fresh start${both} each; budget ${formatMs(budgetMs)}; seed ${seed}${tls ? '; by TLS' : ''}.`
}

function describeAsked({ asked, plan }: Result): readonly Words[] {
  const thresholds = asked.thresholds.map(({ stage, text }) =>
    stage === null ? words`${outside(text)}` : words`${outside(stage)}: ${outside(text)}`,
  )
  const tolerances = Object.entries(asked.tolerance).map(
    ([id, share]) => `${METRICS[id as keyof typeof METRICS].label} ${formatShare(share)}`,
  )
  return [
    thresholds.length === 0 ? words`No thresholds.` : words`Thresholds: ${joinWords(thresholds, '; ')}.`,
    ...(plan.pairing === null ? [] : [words`Tolerance against the baseline: ${tolerances.join(', ')}.`]),
    ...asked.accept.map(
      ({ stage, text, reason, issue, until }) =>
        words`Accepted until ${outside(until)}: ${stage === null ? '' : words`${outside(stage)}: `}${outside(text)}, because ${outside(reason)} (${outside(issue)}).`,
    ),
    words`The job fails on: ${asked.failOn}.`,
  ]
}
