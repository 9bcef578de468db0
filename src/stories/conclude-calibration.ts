import type { Calibration } from '../model/judge/calibration.ts'
import { type JudgedCalibration, judgeCalibration } from '../model/judge/judge-calibration.ts'
import type { Report } from '../model/report/report.ts'
import { reportCalibration } from '../model/report/report-calibration.ts'

/** A calibration with what follows from it. */
export type Calibrated = {
  readonly calibration: Calibration
  readonly judged: JudgedCalibration
  readonly report: Report
}

/** Judges a calibration from what was measured. */
export function concludeCalibration(calibration: Calibration): Calibrated {
  const judged = judgeCalibration(calibration)
  return { calibration, judged, report: reportCalibration(calibration, judged) }
}
