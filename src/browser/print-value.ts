import type { AxisUnit } from '../model/chart.ts'
import { formatBytes, formatCores, formatMs, formatRate, formatShare } from '../model/units.ts'

const PRINT: Readonly<Record<AxisUnit, (value: number) => string>> = {
  time: (seconds) => `${Number(seconds.toFixed(2))} s`,
  duration: formatMs,
  rate: formatRate,
  share: formatShare,
  change: (share) => `${share > 0 ? '+' : ''}${formatShare(share)}`,
  bytes: formatBytes,
  cores: formatCores,
  percent: (percent) => `${Number(percent.toFixed(4))}%`,
  count: (value) => String(Number(value.toFixed(2))),
}

/** A number with the unit that people read. */
export function printValue(unit: AxisUnit, value: number): string {
  return PRINT[unit](value)
}
