import type { Side } from './config.ts'
import type { Doubt } from './doubt.ts'
import { type Words, words } from './outside.ts'
import { ownLimit } from './own-limit.ts'
import type { Result } from './result.ts'
import { type GeneratorFigures, percentile } from './samples.ts'
import { formatMs, formatShare } from './units.ts'
import { pooledView, stageSamples } from './views.ts'

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

/** When the generator, and not the target, was the limit of a stage in any round. */
export function generatorDoubt(result: Pick<Result, 'evidence'>, stage: string, side: Side): Doubt | null {
  const limit = ownLimit(stageSamples(result, side, stage))
  if (limit !== null) return { whose: 'run', reason: limit }
  const generators = stageSamples(result, side, stage).map(({ generator }) => generator)
  const most = (figure: (one: GeneratorFigures) => number) => Math.max(0, ...generators.map(figure))
  const doubt = (reason: Words): Doubt => ({ whose: 'run', reason })
  const waited = most((one) => one.runDelayShare ?? 0)
  const busiest = most((one) => one.cpuShare)
  if (waited > MOST_RUN_DELAY_SHARE) {
    return doubt(words`the load generator waited for a core ${formatShare(waited)} of the time, ${ADVICE}`)
  }
  if (most((one) => one.cpuShare + (one.runDelayShare ?? 0)) >= SATURATED_CPU_SHARE) {
    return doubt(words`the load generator used ${formatShare(busiest)} of its core, ${ADVICE}`)
  }
  const latency = (percent: number) => {
    const found = percentile(pooledView(result, side, stage).merged, percent)
    return found.state === 'value' ? found.ms : Number.POSITIVE_INFINITY
  }
  const lag = most((one) => one.loopLagP99Ms)
  if (lag > LONGEST_LAG_MS && lag > LAG_SHARE * latency(50)) {
    return doubt(words`the load generator itself was held up by ${formatMs(lag)} (99th percentile), ${ADVICE}`)
  }
  const late = most((one) => one.lateP99Ms)
  if (late > LATEST_SEND_MS && late > LATE_SHARE * latency(95)) {
    return doubt(
      words`one request in a hundred was sent ${formatMs(late)} late or more by the load generator's own fault, ${ADVICE}`,
    )
  }
  return null
}
