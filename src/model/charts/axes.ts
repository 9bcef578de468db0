import type { Axis, AxisUnit } from '../chart.ts'

/** Seconds from the start of a stage. */
export const STAGE_TIME: Axis = { label: 'Time in the stage', unit: 'time', scale: 'linear', from: 0, to: null }

/** Percentiles with room for the tail, which is where targets differ. */
export const PERCENTILE: Axis = { label: 'Percentile', unit: 'percent', scale: 'tail', from: 0, to: null }

/** An axis that begins at zero, so that twice as high is twice as much. */
export function fromZero(label: string, unit: AxisUnit, to: number | null = null): Axis {
  return { label, unit, scale: 'linear', from: 0, to }
}
