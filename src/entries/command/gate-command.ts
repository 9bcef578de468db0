import { randomUUID } from 'node:crypto'
import { dirname } from 'node:path'
import { baselineFile } from '../../host/baseline-file.ts'
import { systemClock } from '../../host/clock.ts'
import { onInterrupt } from '../../host/interrupts.ts'
import { checkWritable, reportFile, writeText } from '../../host/report-files.ts'
import { catchStrayErrors } from '../../host/stray-errors.ts'
import { createLoad } from '../../load/worker-load.ts'
import type { Config } from '../../model/config.ts'
import { ConfigError } from '../../model/errors.ts'
import { words } from '../../model/outside.ts'
import { renderMarkdown } from '../../reports/markdown.ts'
import { renderPage } from '../../reports/page.ts'
import { createTargets } from '../../target/targets.ts'
import { attemptGate, gateCode } from '../attempt/attempt-gate.ts'
import { csvFiles } from '../csv-output.ts'
import { drawSeed } from '../draw-seed.ts'
import { version, workerUrl } from '../version.ts'
import { commandSources } from './command-config.ts'
import { commandOutput } from './command-output.ts'
import type { Flags } from './flags.ts'
import { judgedDocument } from './json-document.ts'
import { pathsOf, plannedFiles } from './planned-files.ts'
import { tellBug } from './tell-failure.ts'

/** `perf-gate run`. Progress goes to standard error, the table or the JSON to standard output. */
export async function gateCommand(flags: Flags): Promise<number> {
  const files = plannedFiles(flags, { result: 'perf-gate-result.json', report: 'perf-gate-report.md' })
  const saveBaseline = flags.given('save-baseline')
  const { env } = process
  const interrupted = onInterrupt()
  const { log, tables, tellEnd } = commandOutput(flags, interrupted)
  const strays = catchStrayErrors(tellBug)
  const ended = await attemptGate({
    runId: randomUUID(),
    perfGate: version,
    seed: drawSeed(),
    commit: null,
    saveBaseline,
    sources: () => commandSources(flags),
    check: async (config) => {
      if (saveBaseline) refuseSavingNowhere(config)
      for (const file of Object.values(files)) await checkWritable(file)
    },
    targets: createTargets({ perfGateVersion: version, env }),
    openLoad: async () => createLoad({ workerUrl }),
    baselines: baselineFile,
    keepResult: (text) => writeText(files.result.path, text),
    outputs: [
      ...tables,
      reportFile(files.report.path, renderMarkdown),
      reportFile(files.page.path, renderPage),
      csvFiles(dirname(files.result.path)),
    ],
    clock: systemClock,
    log,
    signal: AbortSignal.any([interrupted, strays.signal]),
  })
  strays.over()
  const code = gateCode(ended)
  tellEnd(ended, (finished) => judgedDocument(finished, code, pathsOf(files)))
  return code
}

function refuseSavingNowhere({ baseline }: Config): void {
  if (baseline.path !== null) return
  throw new ConfigError([
    {
      place: { kind: 'input', input: '--save-baseline' },
      text: words`there is no file to save the baseline in`,
      fix: words`Give --baseline-path FILE, or set "baseline.path" in the configuration.`,
    },
  ])
}
