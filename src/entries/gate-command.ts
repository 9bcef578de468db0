import { randomUUID } from 'node:crypto'
import { resolve } from 'node:path'
import { baselineFile } from '../host/baseline-file.ts'
import { systemClock } from '../host/clock.ts'
import { onInterrupt } from '../host/interrupts.ts'
import { reportFile, writeText } from '../host/report-files.ts'
import { createLoad } from '../load/worker-load.ts'
import { reportError } from '../model/error-report.ts'
import type { Outside } from '../model/outside.ts'
import type { Report } from '../model/report.ts'
import type { Output } from '../ports.ts'
import { commandSafe, pasteLine } from '../reports/escape.ts'
import { renderMarkdown } from '../reports/markdown.ts'
import { renderTerminal } from '../reports/terminal.ts'
import { createTargets } from '../target/targets.ts'
import { type Attempt, attempt, attemptCode } from './attempt.ts'
import { commandSources } from './command-config.ts'
import { drawSeed } from './draw-seed.ts'
import type { Flags } from './flags.ts'
import { commandLog, hasColour, PIPE_COLUMNS } from './terminal.ts'
import { version, workerUrl } from './version.ts'

/** `perf-gate run`. Progress goes to standard error, the table to standard output. */
export async function gateCommand(flags: Flags): Promise<number> {
  const paths = {
    result: resolve(flags.text('result') ?? 'perf-gate-result.json'),
    report: resolve(flags.text('report') ?? 'perf-gate-report.md'),
  }
  const { env } = process
  const log = commandLog()
  const print = (report: Report) => {
    log.clear()
    const columns = process.stdout.columns ?? PIPE_COLUMNS
    process.stdout.write(renderTerminal(report, { colour: hasColour(process.stdout), columns }))
  }
  const ended = await attempt({
    runId: randomUUID(),
    perfGate: version,
    seed: drawSeed(),
    commit: null,
    saveBaseline: flags.given('save-baseline'),
    sources: () => commandSources(flags),
    targets: createTargets({ perfGateVersion: version, env }),
    openLoad: async () => createLoad({ workerUrl }),
    baselines: baselineFile,
    keepResult: (text) => writeText(paths.result, text),
    outputs: [tableOnTerminal(print), reportFile(paths.report, renderMarkdown)],
    clock: systemClock,
    log,
    signal: onInterrupt(),
  })
  log.clear()
  answer(ended, print)
  return attemptCode(ended)
}

function tableOnTerminal(print: (report: Report) => void): Output {
  return {
    name: 'table',
    async publish(report) {
      print(report)
      return { state: 'written' }
    },
  }
}

/** A judged run has printed its table already. */
function answer(ended: Attempt, print: (report: Report) => void): void {
  switch (ended.kind) {
    case 'judged':
      return
    case 'bad-config':
      print(reportError(ended.error))
      printBlock(ended.block)
      return
    case 'bad-setup':
      print(reportError(ended.error))
      return
    case 'interrupted':
      console.error('Interrupted. Everything that this run started has been removed.')
      return
    case 'bug':
      console.error(commandSafe(ended.error.stack ?? ended.error.message))
      console.error('This is a bug in perf-gate: please report it with the lines above.')
  }
}

/** At the left edge and without a mark, so that it can be copied. */
function printBlock(block: readonly Outside[]): void {
  if (block.length > 0) console.log(`\n${block.map(pasteLine).join('\n')}`)
}
