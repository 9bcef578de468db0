import { calibrationKey } from '../../model/gate-key.ts'
import { attemptCalibration, calibrationCode } from '../attempt/attempt-calibration.ts'
import type { ActionWorld, Ended } from './action-world.ts'
import { gateIdentity } from './gate-identity.ts'
import { filesIn } from './mode-files.ts'
import { calibratedOutputs } from './output-values.ts'
import { uploadedFiles } from './uploaded-files.ts'

/** Measures the image against itself. It says something of the machine and not of a change, so no pull request is told: log, summary, files and an artifact of its own. */
export async function calibrateMode(world: ActionWorld): Promise<Ended> {
  const { paths, edges } = filesIn(world, { result: 'perf-gate-calibration.json', report: 'perf-gate-calibration.md' })
  const identity = gateIdentity({ ...world, chosen: world.setting.key })
  const uploaded = uploadedFiles(world, {
    key: () => {
      const key = identity.key()
      return key === null ? null : calibrationKey(key)
    },
    files: Object.values(paths),
  })
  const ended = await attemptCalibration({
    ...world,
    ...edges,
    check: async (config) => {
      identity.know(config)
      await edges.check()
    },
    outputs: [...edges.outputs, ...uploaded.outputs],
  })
  const code = calibrationCode(ended)
  if (ended.kind !== 'done') return { code, told: ended, comment: null }
  const outputs = calibratedOutputs(ended.value, paths)
  return { code, told: { kind: 'done', value: { annotated: ended.value.report, outputs } }, comment: null }
}
