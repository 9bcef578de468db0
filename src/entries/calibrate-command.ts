import { randomUUID } from 'node:crypto'
import { systemClock } from '../host/clock.ts'
import { onInterrupt } from '../host/interrupts.ts'
import { checkWritable, reportFile, writeText } from '../host/report-files.ts'
import { catchStrayErrors } from '../host/stray-errors.ts'
import { createLoad } from '../load/worker-load.ts'
import { renderMarkdown } from '../reports/markdown.ts'
import { createTargets } from '../target/targets.ts'
import { attemptCalibration, calibrationCode } from './attempt-calibration.ts'
import { commandSources } from './command-config.ts'
import { drawSeed } from './draw-seed.ts'
import type { Flags } from './flags.ts'
import { plannedFiles } from './planned-files.ts'
import { tableOnTerminal } from './table-on-terminal.ts'
import { tellBug, tellFailure } from './tell-failure.ts'
import { commandLog } from './terminal.ts'
import { version, workerUrl } from './version.ts'

/** `perf-gate calibrate`. Progress goes to standard error, the tables to standard output. */
export async function calibrateCommand(flags: Flags): Promise<number> {
  const files = plannedFiles(flags, { result: 'perf-gate-calibration.json', report: 'perf-gate-calibration.md' })
  const log = commandLog()
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
    outputs: [tableOnTerminal(log.clear), reportFile(files.report.path, renderMarkdown)],
    clock: systemClock,
    log,
    signal: AbortSignal.any([onInterrupt(), strays.signal]),
  })
  strays.over()
  log.clear()
  if (ended.kind !== 'done') tellFailure(ended, process.stdout)
  return calibrationCode(ended)
}
