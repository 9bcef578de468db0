import { randomUUID } from 'node:crypto'
import { systemClock } from '../../host/clock.ts'
import { onInterrupt } from '../../host/interrupts.ts'
import { checkWritable, reportFile, writeText } from '../../host/report-files.ts'
import { catchStrayErrors } from '../../host/stray-errors.ts'
import { createLoad } from '../../load/worker-load.ts'
import { renderMarkdown } from '../../reports/markdown.ts'
import { renderPage } from '../../reports/page.ts'
import { createTargets } from '../../target/targets.ts'
import { attemptCalibration, calibrationCode } from '../attempt/attempt-calibration.ts'
import { drawSeed } from '../draw-seed.ts'
import { version, workerUrl } from '../version.ts'
import { commandSources } from './command-config.ts'
import { commandOutput } from './command-output.ts'
import type { Flags } from './flags.ts'
import { calibratedDocument } from './json-document.ts'
import { pathsOf, plannedFiles } from './planned-files.ts'
import { tellBug } from './tell-failure.ts'

/** `perf-gate calibrate`. Progress goes to standard error, the tables or the JSON to standard output. */
export async function calibrateCommand(flags: Flags): Promise<number> {
  const files = plannedFiles(flags, { result: 'perf-gate-calibration.json', report: 'perf-gate-calibration.md' })
  const interrupted = onInterrupt()
  const { log, tables, tellEnd } = commandOutput(flags, interrupted)
  const strays = catchStrayErrors(tellBug)
  const ended = await attemptCalibration({
    runId: randomUUID(),
    perfGate: version,
    seed: drawSeed(),
    sources: () => commandSources(flags),
    check: async () => {
      for (const file of Object.values(files)) await checkWritable(file)
    },
    targets: createTargets({ perfGateVersion: version, env: process.env }),
    openLoad: async () => createLoad({ workerUrl }),
    keepResult: (text) => writeText(files.result.path, text),
    outputs: [...tables, reportFile(files.report.path, renderMarkdown), reportFile(files.page.path, renderPage)],
    clock: systemClock,
    log,
    signal: AbortSignal.any([interrupted, strays.signal]),
  })
  strays.over()
  const code = calibrationCode(ended)
  tellEnd(ended, (calibrated) => calibratedDocument(calibrated, code, pathsOf(files)))
  return code
}
