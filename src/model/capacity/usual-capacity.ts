import type { Config, TargetSpec } from '../config.ts'
import type { CapacityConfig, KneeConfig, MaxRateConfig, MemoryFloorConfig } from './capacity-config.ts'

/** What a search takes where the configuration says nothing. The README's table of keys has the same values. */

const MIB = 1024 ** 2
const LEAST_MEMORY_BYTES = 32 * MIB

export const USUAL_KNEE: KneeConfig = {
  load: { model: 'connections' },
  range: { from: 1, to: 64 },
  levelMs: 5000,
  step: 0.1,
}

export const USUAL_MAX_RATE: MaxRateConfig = {
  load: { model: 'rate', arrivals: 'poisson', maxInFlight: 1000 },
  range: { from: 1, to: 1000 },
  levelMs: 10_000,
  step: 0.03,
}

/** Up to what the target has. */
export function usualMemoryFloor({ memoryBytes }: Pick<TargetSpec, 'memoryBytes'>): MemoryFloorConfig {
  return { range: { from: Math.min(LEAST_MEMORY_BYTES, memoryBytes), to: memoryBytes }, stepBytes: 16 * MIB }
}

/** The searches of a configuration, or, where it names none, those that need no word of it. */
export function searchesOf({ capacity, target }: Pick<Config, 'capacity' | 'target'>): CapacityConfig {
  return capacity ?? { knee: USUAL_KNEE, maxRate: null, memoryFloor: usualMemoryFloor(target), table: null }
}
