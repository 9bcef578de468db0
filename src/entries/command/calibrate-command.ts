import { attemptCalibration, calibrationCode } from '../attempt/attempt-calibration.ts'
import type { Flags } from './flags.ts'
import { calibratedDocument } from './json-document.ts'
import { measuringCommand } from './measuring-command.ts'

/** `perf-gate calibrate`. */
export async function calibrateCommand(flags: Flags): Promise<number> {
  return await measuringCommand(flags, {
    usual: { result: 'perf-gate-calibration.json', report: 'perf-gate-calibration.md' },
    attempt: attemptCalibration,
    code: calibrationCode,
    toDocument: calibratedDocument,
  })
}
