import type { Stage } from '../config.ts'
import { outside, type Words, words } from '../outside.ts'
import { describeExtent, describeLoad } from '../plan/stage-load.ts'
import { distrust } from '../result/distrust.ts'
import type { Result } from '../result/result.ts'
import { measuredStages, readyStarts, stageSamples, startupTimes } from '../result/views.ts'
import type { StageSamples } from '../samples.ts'
import { formatBytes, formatMs, formatMsRange, formatRate } from '../units.ts'
import { describeLimits } from './report-limits.ts'
import { describeMachine } from './report-machine.ts'

const SHORT_ID = 19 // "sha256:" and twelve digits, as the docker client shows them

/** What the run was compared with, or why with nothing. */
export function describeBaseline(result: Result): readonly Words[] {
  const { lookup } = result
  switch (lookup.state) {
    case 'off':
      return []
    case 'missing':
      return [describeMissing(lookup)]
    case 'unusable':
      return [words`The baseline at ${lookup.where} cannot be used: ${lookup.why}. Thresholds decide.`]
    case 'found': {
      const newest = lookup.baseline.runs.at(-1)
      const commit =
        newest?.commit === null || newest === undefined
          ? words``
          : words`, commit ${outside(newest.commit.slice(0, 12))}`
      const image = words`image ${outside(lookup.baseline.image.reference)} (${outside(lookup.baseline.image.id.slice(0, SHORT_ID))})`
      return [
        words`Stored numbers from ${lookup.where}: ${lookup.baseline.runs.length} ${plural(lookup.baseline.runs.length, 'run')}, the newest of ${outside(newest?.at ?? '')}${commit}, ${image}.`,
        words`Stored numbers are ${result.asked.stored === 'fail' ? 'judged, because "baseline.stored" says "fail"' : 'advisory'}: another start and another hour alone can move them by more than the tolerance.`,
      ]
    }
  }
}

/** What a first run is told. */
export function describeMissing({ where, storedBy }: Extract<Result['lookup'], { state: 'missing' }>): Words {
  if (storedBy === 'base-branch') {
    return words`No baseline yet: judged by thresholds only; the base branch's first run will store one.`
  }
  if (storedBy === 'nobody') return words`No baseline at ${where}: judged by thresholds only.`
  return words`No baseline yet at ${where}: judged by thresholds only. A valid run stores one there.`
}

/** The image, its limits, its starts, and the machine. */
export function describeTarget(result: Result): readonly Words[] {
  const image = result.images.candidate
  const starts = readyStarts(result, 'candidate')
  const lines: Words[] = [
    words`Image ${outside(image.reference)}, ${image.digest === null ? words`id ${outside(image.id.slice(0, SHORT_ID))}, never pushed as far as this engine knows` : words`digest ${outside(image.digest)}`}, ${outside(image.platform)}, ${formatBytes(image.sizeBytes)}, ${image.source === 'pulled' ? 'pulled by this run' : words`held by the engine${imageAge(result)}`}.`,
    ...describeLimits(result),
  ]
  const times = startupTimes(result, 'candidate')
  if (times.length > 0) {
    lines.push(
      words`Ready after ${formatMsRange(times)} (${times.length} fresh ${plural(times.length, 'start')}); reached by ${starts[0]?.route === 'container-address' ? "the container's own address" : 'its mapped port on loopback'}.`,
    )
  }
  lines.push(...describeLoads(result), ...describeMachine(result))
  return lines
}

/** Which generator drove what, what it offered, and how long that took where no plan says it. */
function describeLoads(result: Result): readonly Words[] {
  return measuredStages(result.plan).flatMap((stage): Words[] => {
    const samples = stageSamples(result, 'candidate', stage.name)
    const first = samples[0]
    if (first === undefined) return []
    const { engine, engineWhy, offeredPerSecond: offered, generator } = first
    const by = words`by ${engine}${generator.threads > 1 ? ` on ${generator.threads} threads` : ''} (${distrust([engineWhy])})`
    const parts = [
      ...(offered === null ? [] : describeOffer(samples)),
      ...describeLength(stage, samples),
      ...describeSpawning(stage),
    ]
    return [
      words`Stage ${outside(stage.name)}: ${describeLoad(stage.load)} ${describeExtent(stage)}, ${by}${parts.map((part) => `, ${part}`).join('')}.`,
    ]
  })
}

/** A share of the measured RPS is another rate in each round; a ramp has two ends. */
function describeOffer(samples: readonly StageSamples[]): readonly string[] {
  const rates = samples.flatMap(({ offeredPerSecond: offered }) => (offered === null ? [] : [offered.from, offered.to]))
  const [least, most] = [Math.min(...rates), Math.max(...rates)]
  const late = Math.max(...samples.map(({ generator }) => generator.lateP99Ms))
  return [
    `offered ${formatRate(least)}${least === most ? '' : ` to ${formatRate(most)}`}`,
    `99% sent within ${formatMs(late)} of the plan`,
  ]
}

/** The last answer of what is sent on a schedule may be so late before it is worth a word: a target that keeps up answers within a moment. */
const NOTABLY_LATE_MS = 1000

/** How long a stage took that ends by a number of requests; and a schedule with which the target did not keep up. */
function describeLength({ load, extent }: Stage, samples: readonly StageSamples[]): readonly string[] {
  const times = samples.flatMap(({ tookMs }) => tookMs ?? [])
  if (times.length === 0) return []
  const took = formatMsRange(times)
  if (extent.by === 'requests') return [`took ${took}`]
  const isLate = load.model === 'rate' && Math.max(...times) > extent.ms + NOTABLY_LATE_MS
  return isLate ? [`took ${took} to its last answer`] : []
}

/** A stage of users by duration is measured once all are there; one by number has no such time to leave out. */
function describeSpawning({ load, extent }: Stage): readonly string[] {
  const isMixed = load.model === 'users' && extent.by === 'requests'
  return isMixed ? ['measured from the first user on, while they were being spawned'] : []
}

const DAY_MS = 24 * 60 * 60_000

/** An image that the engine held already may be an old one: its age tells. */
function imageAge(result: Result): Words {
  const { createdAt } = result.images.candidate
  const age = createdAt === null ? Number.NaN : Date.parse(result.startedAt) - Date.parse(createdAt)
  if (Number.isNaN(age) || age < 0) return []
  const days = Math.floor(age / DAY_MS)
  return words`, built ${days >= 2 ? `${days} days` : formatMs(age)} ago`
}

function plural(count: number, word: string): string {
  return count === 1 ? word : `${word}s`
}
