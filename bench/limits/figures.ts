import { mergeSamples, percentile } from '../../src/model/samples.ts'
import { median } from '../median.ts'
import type { Measured } from './measure-target.ts'

/** Good answers per second. */
export function rps({ samples }: Measured): number {
  return mergeSamples(samples.perRequest).ok / samples.seconds
}

/** NaN where nothing was answered. */
export function p95Ms({ samples }: Measured): number {
  const found = percentile(mergeSamples(samples.perRequest), 95)
  return found.state === 'value' ? found.ms : Number.NaN
}

/** Of all replicas. */
export function cpuSeconds({ figures }: Measured): number {
  return figures.replicas.reduce((sum, replica) => sum + replica.cpuSeconds, 0)
}

/** The middle of a figure over repeats. */
export function middle(all: readonly Measured[], figure: (one: Measured) => number): number {
  return median(all.map(figure))
}

/** `50.0 %, 50.0 %`: the parts of a whole. */
export function showShares(shares: readonly (number | null)[]): string {
  return shares.map((share) => (share === null ? 'not known' : `${(100 * share).toFixed(1)} %`)).join(', ')
}

/** What ran beside the target and the generator, in cores: with much of it the rest says little. */
export function otherCores({ figures }: Measured): number {
  return figures.host?.others ?? Number.NaN
}
