import type { Threshold } from '../config.ts'
import { METRICS, printNumber } from './metrics.ts'
import { parseThreshold } from './thresholds.ts'

/** The text of a threshold that a file gives: as it stands there where that says what is judged, else made of what is judged. */
export function thresholdText({ metric, op, limit, text }: Omit<Threshold, 'stage'>): string {
  const read = parseThreshold(text)
  const said = read.state === 'value' ? read.value : null
  const isTrue = said?.text === text && said.metric === metric && said.op === op && said.limit === limit
  return isTrue ? text : `${metric} ${op} ${printNumber(METRICS[metric], limit)}`
}
