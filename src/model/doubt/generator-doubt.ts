import type { Ms, Side } from '../config.ts'
import { type Words, words } from '../outside.ts'
import type { Result } from '../result/result.ts'
import { pooledView, stageSamples } from '../result/views.ts'
import { type GeneratorFigures, percentile } from '../samples.ts'
import { mean } from '../statistics/statistics.ts'
import { formatMs, formatShare } from '../units.ts'
import type { Doubt } from './doubt.ts'
import { ownLimit } from './own-limit.ts'

/**
 * From this share of a core on, used or waited for, the generator's own thread is the limit: the numbers then say what the generator can do, not the target.
 */
const SATURATED_CPU_SHARE = 0.97

/** A generator that had to wait this long for a core, over wall time, measures those that it waited for. */
const MOST_RUN_DELAY_SHARE = 0.2

/** A generator whose event loop is held up longer than this, and by a good part of the median latency, measures itself. */
const LONGEST_LAG_MS = 5
const LAG_SHARE = 0.2

/** Requests of a schedule that leave later than this, and by a good part of the p95, put our own delay into the target's latency. */
const LATEST_SEND_MS = 5
const LATE_SHARE = 0.25

const ADVICE = 'so it was the limit and not the target; give it a core of its own, or less load'

/**
 * When the generator, and not the target, was the limit of a stage in any round. Each round is judged by itself, as where it is decided whether it counts
 * (`sift-rounds.ts`): rounds that count are not doubted again for one of them.
 */
export function generatorDoubt({ evidence }: Pick<Result, 'evidence'>, stage: string, side: Side): Doubt | null {
  for (const round of evidence) {
    const reason = doubtOfRound({ evidence: [round] }, stage, side)
    if (reason !== null) return { whose: 'run', reason }
  }
  return null
}

function doubtOfRound(round: Pick<Result, 'evidence'>, stage: string, side: Side): Words | null {
  const samples = stageSamples(round, side, stage)
  const limit = ownLimit(samples)
  if (limit !== null) return limit
  const [generator] = samples.map((one) => one.generator)
  return generator === undefined
    ? null
    : (busyThread(generator) ?? ownDelay(generator, (percent) => usualLatency(round, stage, percent)))
}

function busyThread({ cpuShare, runDelayShare }: GeneratorFigures): Words | null {
  const waited = runDelayShare ?? 0
  if (waited > MOST_RUN_DELAY_SHARE) {
    return words`the load generator waited for a core ${formatShare(waited)} of the time, ${ADVICE}`
  }
  if (cpuShare + waited < SATURATED_CPU_SHARE) return null
  return words`the load generator used ${formatShare(cpuShare)} of its core, ${ADVICE}`
}

function ownDelay({ loopLagP99Ms, lateP99Ms }: GeneratorFigures, latency: (percent: number) => Ms): Words | null {
  if (loopLagP99Ms > LONGEST_LAG_MS && loopLagP99Ms > LAG_SHARE * latency(50)) {
    return words`the load generator itself was held up by ${formatMs(loopLagP99Ms)} (99th percentile), ${ADVICE}`
  }
  if (lateP99Ms > LATEST_SEND_MS && lateP99Ms > LATE_SHARE * latency(95)) {
    return words`one request in a hundred was sent ${formatMs(lateP99Ms)} late or more by the load generator's own fault, ${ADVICE}`
  }
  return null
}

/**
 * The geometric mean of what the sides of a round took, so that whether it counts does not depend on which of them was faster: by its own latency a side would lose
 * its fast rounds, by the slower side's the slow side would. Infinite where no side has such a latency.
 */
function usualLatency(round: Pick<Result, 'evidence'>, stage: string, percent: number): Ms {
  const logs = SIDES.flatMap((side) => {
    const found = percentile(pooledView(round, side, stage).merged, percent)
    return found.state === 'value' ? [Math.log(found.ms)] : []
  })
  return logs.length === 0 ? Number.POSITIVE_INFINITY : Math.exp(mean(logs))
}

const SIDES: readonly Side[] = ['candidate', 'baseline']
