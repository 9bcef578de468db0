import { randomUUID } from 'node:crypto'
import { baselineFile } from '../host/baseline-file.ts'
import { systemClock } from '../host/clock.ts'
import { onInterrupt } from '../host/interrupts.ts'
import { checkWritable, reportFile, writeText } from '../host/report-files.ts'
import { catchStrayErrors } from '../host/stray-errors.ts'
import { createLoad } from '../load/worker-load.ts'
import type { Config } from '../model/config.ts'
import { ConfigError } from '../model/errors.ts'
import { words } from '../model/outside.ts'
import { renderMarkdown } from '../reports/markdown.ts'
import { createTargets } from '../target/targets.ts'
import { attemptGate, gateCode } from './attempt-gate.ts'
import { commandSources } from './command-config.ts'
import { drawSeed } from './draw-seed.ts'
import type { Flags } from './flags.ts'
import { plannedFiles } from './planned-files.ts'
import { tableOnTerminal } from './table-on-terminal.ts'
import { tellBug, tellFailure } from './tell-failure.ts'
import { commandLog } from './terminal.ts'
import { version, workerUrl } from './version.ts'

/** `perf-gate run`. Progress goes to standard error, the table to standard output. */
export async function gateCommand(flags: Flags): Promise<number> {
  const files = plannedFiles(flags, { result: 'perf-gate-result.json', report: 'perf-gate-report.md' })
  const saveBaseline = flags.given('save-baseline')
  const { env } = process
  const log = commandLog()
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
    outputs: [tableOnTerminal(log.clear), reportFile(files.report.path, renderMarkdown)],
    clock: systemClock,
    log,
    signal: AbortSignal.any([onInterrupt(), strays.signal]),
  })
  strays.over()
  log.clear()
  // A judged run has printed its table already.
  if (ended.kind !== 'done') tellFailure(ended, process.stdout)
  return gateCode(ended)
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
