import { type CalibrateWorld, calibrate } from '../../stories/calibrate.ts'
import type { Calibrated } from '../../stories/conclude-calibration.ts'
import { commandAgain } from '../command/command-again.ts'
import { type Attempt, failureCode } from './attempt.ts'
import { attemptConfigured, type Configured } from './attempt-configured.ts'

/** What a calibration needs, with the configuration still in its parts. */
export type CalibrationWorld = Omit<CalibrateWorld, 'readConfig' | 'command'> & Configured

/** Runs the calibration. */
export async function attemptCalibration(world: CalibrationWorld): Promise<Attempt<Calibrated>> {
  return await attemptConfigured(world, (config, sources) =>
    calibrate({ ...world, readConfig: () => config, command: commandAgain('calibrate', sources) }),
  )
}

/** The exit code of a calibration (design: 0, 2, 3, 130): the control alone decides. */
export function calibrationCode(ended: Attempt<Calibrated>): number {
  if (ended.kind !== 'done') return failureCode(ended)
  return ended.value.judged.control.state === 'flagged' ? 0 : 3
}
