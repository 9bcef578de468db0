import { randomUUID } from 'node:crypto'
import { systemClock } from '../../host/clock.ts'
import { onInterrupt } from '../../host/interrupts.ts'
import { checkWritable, reportFile, writeText } from '../../host/report-files.ts'
import { catchStrayErrors } from '../../host/stray-errors.ts'
import { createLoad } from '../../load/worker-load.ts'
import { renderMarkdown } from '../../reports/markdown.ts'
import { renderPage } from '../../reports/page.ts'
import { createTargets } from '../../target/targets.ts'
import type { Attempt } from '../attempt/attempt.ts'
import { drawSeed } from '../draw-seed.ts'
import { version, workerUrl } from '../version.ts'
import { commandSources } from './command-config.ts'
import { commandOutput } from './command-output.ts'
import type { Flags } from './flags.ts'
import type { JsonDocument } from './json-document.ts'
import { type PlannedFiles, pathsOf, plannedFiles } from './planned-files.ts'
import { tellBug } from './tell-failure.ts'

/** What makes one of the commands that measure and write a report. */
export type Measuring<T> = {
  /** Names of its files, where the flags give none. */
  readonly usual: { readonly result: string; readonly report: string }
  readonly attempt: (world: MeasuringWorld, files: PlannedFiles) => Promise<Attempt<T>>
  readonly code: (ended: Attempt<T>) => number
  readonly toDocument: (value: T, exitCode: number, files: ReturnType<typeof pathsOf>) => JsonDocument
}

/** The real world, as the command line has it. */
export type MeasuringWorld = ReturnType<typeof worldOf>

/** Measures and tells. Progress goes to standard error, the tables or the JSON to standard output. Returns the exit code. */
export async function measuringCommand<T>(
  flags: Flags,
  { usual, attempt, code, toDocument }: Measuring<T>,
): Promise<number> {
  const files = plannedFiles(flags, usual)
  const interrupted = onInterrupt()
  const output = commandOutput(flags, interrupted)
  const strays = catchStrayErrors(tellBug)
  const signal = AbortSignal.any([interrupted, strays.signal])
  const ended = await attempt(worldOf(flags, files, output, signal), files)
  strays.over()
  const exitCode = code(ended)
  output.tellEnd(ended, (value) => toDocument(value, exitCode, pathsOf(files)))
  return exitCode
}

function worldOf(
  flags: Flags,
  files: PlannedFiles,
  { log, tables }: ReturnType<typeof commandOutput>,
  signal: AbortSignal,
) {
  return {
    runId: randomUUID(),
    perfGate: version,
    seed: drawSeed(),
    sources: () => commandSources(flags),
    check: async () => {
      for (const file of Object.values(files)) await checkWritable(file)
    },
    targets: createTargets({ perfGateVersion: version, env: process.env }),
    openLoad: async () => createLoad({ workerUrl }),
    keepResult: (text: string) => writeText(files.result.path, text),
    outputs: [...tables, reportFile(files.report.path, renderMarkdown), reportFile(files.page.path, renderPage)],
    clock: systemClock,
    log,
    signal,
  }
}
