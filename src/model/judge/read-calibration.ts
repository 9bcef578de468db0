import { z } from 'zod'
import { badHistogram } from '../result/read-result.ts'
import { CALIBRATION_SCHEMA, type Calibration, decodeCalibration } from './calibration.ts'

/** What a file turned out to be. */
export type ReadCalibration =
  | { readonly state: 'good'; readonly calibration: Calibration }
  | { readonly state: 'newer'; readonly schema: number }
  | { readonly state: 'bad'; readonly why: string }

/** Reads the text of what should be a calibration file. Hostile input: everything is checked, nothing is trusted. */
export function readCalibration(source: string): ReadCalibration {
  const head = headOf(source)
  if (head === null) return { state: 'bad', why: 'it is not a calibration' }
  if (head.schema > CALIBRATION_SCHEMA) return { state: 'newer', schema: head.schema }
  const calibration = decoded(source)
  if (calibration === null) return { state: 'bad', why: 'it is not as the format of a calibration says' }
  const { equal, control } = calibration
  const results = control.state === 'run' ? [equal, control.result] : [equal]
  if (results.some((result) => badHistogram(result) !== null))
    return { state: 'bad', why: 'its latencies are not histograms' }
  return { state: 'good', calibration }
}

/** Whether a text says of itself that a calibration wrote it; whether it can be read is another question. */
export function isCalibrationText(source: string): boolean {
  return headOf(source) !== null
}

const headSchema = z.object({ kind: z.literal('perf-gate-calibration'), schema: z.int() })

function headOf(source: string): z.infer<typeof headSchema> | null {
  try {
    return headSchema.safeParse(JSON.parse(source)).data ?? null
  } catch {
    // What is no JSON is no calibration.
    return null
  }
}

function decoded(source: string): Calibration | null {
  try {
    return decodeCalibration(source)
  } catch {
    // Its head says that it is one, so whatever is wrong with the rest makes it a broken one.
    return null
  }
}
