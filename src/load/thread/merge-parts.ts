import { decodeFromCompressedBase64, encodeIntoCompressedBase64, type Histogram } from 'hdr-histogram-js'
import {
  failures as failuresOf,
  type GeneratorFigures,
  newHistogram,
  type ReplicaSamples,
  type RequestSamples,
  type SpawnFigures,
} from '../../model/samples.ts'
import { mergeGroups } from '../record/failure-groups.ts'
import { mergeReplicas } from '../record/per-replica.ts'
import type { ThreadPart } from './messages.ts'

/** What a stage's samples have from its threads; the curve comes another way. */
export type MergedParts = {
  readonly seconds: number
  readonly perRequest: readonly RequestSamples[]
  readonly perReplica: readonly ReplicaSamples[]
  readonly generator: GeneratorFigures
  readonly spawn: SpawnFigures | null
}

/**
 * Puts what the threads have of one side together: histograms are merged and counts added; of figures about the generator the worst thread
 * speaks. `weights`: how much each thread's time weighs, its connections or users.
 */
export function mergeParts(parts: readonly ThreadPart[], weights: readonly number[]): MergedParts {
  const [first] = parts
  if (first === undefined) throw new Error('A stage has at least one thread.')
  return {
    seconds: meanSeconds(parts, weights),
    perRequest: mergeRequests(parts.map((part) => part.perRequest)),
    perReplica: mergeReplicas(parts.flatMap((part) => part.perReplica)),
    generator: {
      threads: parts.length,
      cpuShare: Math.max(...parts.map((part) => part.meter.cpuShare)),
      runDelayShare: worstRunDelay(parts),
      loopLagP99Ms: Math.max(...parts.map((part) => part.meter.loopLagP99Ms)),
      lateP99Ms: Math.max(...parts.map((part) => part.figures.lateP99Ms)),
      waitedForRoom: sum(parts, (part) => part.figures.waitedForRoom),
      dropped: sum(parts, (part) => part.figures.dropped),
      resent: sum(parts, (part) => part.figures.resent),
    },
    spawn: mergeSpawns(parts),
  }
}

/** Threads whose share never began, because the stage was ended before, have no time that could count. */
function meanSeconds(parts: readonly ThreadPart[], weights: readonly number[]): number {
  const weighed = parts.map((part, place) => ({ seconds: part.figures.seconds, weight: weights[place] ?? 0 }))
  const used = weighed.filter((one) => one.seconds > 0)
  const weight = sum(used, (one) => one.weight)
  return weight === 0 ? 0 : sum(used, (one) => one.seconds * one.weight) / weight
}

function mergeSpawns(parts: readonly ThreadPart[]): SpawnFigures | null {
  const seconds = parts.flatMap((part) => part.figures.spawnSeconds ?? [])
  if (seconds.length === 0) return null
  const perRequest = mergeRequests(parts.map((part) => part.spawned))
  return {
    seconds: Math.max(...seconds),
    ok: sum(perRequest, (one) => one.ok),
    failed: sum(perRequest, failuresOf),
    perRequest,
  }
}

/** Of threads with the same mix, in its order; a thread that has nothing has none of it. */
function mergeRequests(threads: readonly (readonly RequestSamples[])[]): readonly RequestSamples[] {
  const most = Math.max(...threads.map((samples) => samples.length))
  return Array.from({ length: most }, (_, place) => mergeRequest(threads.flatMap((samples) => samples[place] ?? [])))
}

function mergeRequest(samples: readonly RequestSamples[]): RequestSamples {
  const [first, ...others] = samples
  if (first === undefined) throw new Error('A thread has no samples of a request.')
  if (others.length === 0) return first
  const histogram = newHistogram()
  for (const one of samples) histogram.add(decodeFromCompressedBase64(one.latencyMicros) as Histogram)
  return {
    request: first.request,
    ok: sum(samples, (one) => one.ok),
    unexpectedStatus: sum(samples, (one) => one.unexpectedStatus),
    failedExpectation: sum(samples, (one) => one.failedExpectation),
    timeouts: sum(samples, (one) => one.timeouts),
    connectionErrors: sum(samples, (one) => one.connectionErrors),
    statuses: addCounts(samples.map((one) => one.statuses)),
    failures: mergeGroups(samples.flatMap((one) => one.failures)),
    timeoutMs: first.timeoutMs,
    latencyMicros: encodeIntoCompressedBase64(histogram),
  }
}

function addCounts(counts: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> {
  const total: Record<string, number> = {}
  for (const one of counts) {
    for (const [key, count] of Object.entries(one)) total[key] = (total[key] ?? 0) + count
  }
  return total
}

function worstRunDelay(parts: readonly ThreadPart[]): number | null {
  const known = parts.flatMap(({ meter }) => meter.runDelayShare ?? [])
  return known.length === 0 ? null : Math.max(...known)
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0)
}
