import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { error, info, saveState } from '@actions/core'
import { realFiles } from '../config/files.ts'
import type { ConfigSources, Override } from '../config/sources.ts'
import { type ActionsLog, createActionsLog } from '../github/actions-log.ts'
import { annotateConfigError, annotateReport, annotateSetupError, annotateWarnings } from '../github/annotations.ts'
import { readEvent } from '../github/event.ts'
import { findConfig, type InputName, readInputs } from '../github/inputs.ts'
import { setOutputs } from '../github/outputs.ts'
import { createSummary } from '../github/summary.ts'
import { baselineFile } from '../host/baseline-file.ts'
import { systemClock } from '../host/clock.ts'
import { onInterrupt } from '../host/interrupts.ts'
import { reportFile, writeText } from '../host/report-files.ts'
import { createLoad } from '../load/worker-load.ts'
import { reportError } from '../model/error-report.ts'
import type { Report } from '../model/report.ts'
import type { Output, Scope } from '../ports.ts'
import { commandSafe, pasteLine } from '../reports/escape.ts'
import { renderMarkdown } from '../reports/markdown.ts'
import { renderTerminal } from '../reports/terminal.ts'
import { createTargets } from '../target/targets.ts'
import { type Attempt, attempt, attemptCode } from './attempt.ts'
import { drawSeed } from './draw-seed.ts'
import { judgedOutputs, NO_OUTPUTS } from './output-values.ts'
import { readYaml } from './read-yaml.ts'
import { RUN_ID_STATE } from './run-id-state.ts'
import { version, workerUrl } from './version.ts'

/** Wide enough for the whole table: the log of a run has no width of its own. */
const LOG_COLUMNS = 200

type Paths = { readonly result: string; readonly report: string }

/** The action's main step. Sets the exit code. */
export async function runAction(): Promise<void> {
  info(`perf-gate ${version}`)
  const runId = randomUUID()
  saveState(RUN_ID_STATE, runId)
  const { env } = process
  const log = createActionsLog()
  const summary = createSummary(env)
  const workspace = resolve(env.GITHUB_WORKSPACE ?? process.cwd())
  const directory = resolve(workspace, inputValue('working-directory') ?? '.')
  const paths: Paths = {
    result: resolve(directory, 'perf-gate-result.json'),
    report: resolve(directory, 'perf-gate-report.md'),
  }
  const event = readEvent(env, readPayload(env.GITHUB_EVENT_PATH))

  const scope: Scope = { clock: systemClock, log, signal: onInterrupt() }

  const ended = await attempt({
    ...scope,
    runId,
    perfGate: version,
    seed: drawSeed(),
    commit: event.sha,
    saveBaseline: event.isBaseBranch,
    sources: () => ({
      yaml: findYaml(directory, workspace),
      overrides: overrides(),
      env,
      workspace,
      directory,
      files: realFiles,
    }),
    targets: createTargets({ perfGateVersion: version, env }),
    openLoad: async () => createLoad({ workerUrl }),
    baselines: baselineFile,
    keepResult: (text) => writeText(paths.result, text),
    outputs: [tableInLog, summary, reportFile(paths.report, renderMarkdown)],
  })

  await answer(ended, { warnings: log.warnings, publishError: (report) => summary.publish(report, null, scope), paths })
  process.exitCode = attemptCode(ended)
}

const tableInLog: Output = {
  name: 'log',
  async publish(report) {
    info(renderTerminal(report, { colour: false, columns: LOG_COLUMNS }))
    return { state: 'written' }
  },
}

type Answer = {
  readonly warnings: ActionsLog['warnings']
  readonly publishError: (report: Report) => Promise<unknown>
  readonly paths: Paths
}

/** Says in annotations, summary and outputs how the run ended. The table is in the log and the summary already. */
async function answer(ended: Attempt, to: Answer): Promise<void> {
  switch (ended.kind) {
    case 'judged':
      annotateReport(ended.finished.report)
      setOutputs(judgedOutputs(ended.finished, to.paths))
      break
    case 'bad-config':
      await answerError(ended.error, to.publishError)
      for (const line of ended.block) info(pasteLine(line))
      annotateConfigError(ended.error)
      setOutputs(NO_OUTPUTS)
      break
    case 'bad-setup':
      await answerError(ended.error, to.publishError)
      annotateSetupError(ended.error)
      setOutputs(NO_OUTPUTS)
      break
    case 'interrupted':
      info('Interrupted. Everything that this run started has been removed.')
      setOutputs(NO_OUTPUTS)
      break
    case 'bug':
      info(commandSafe(ended.error.stack ?? ended.error.message))
      error('This is a bug in perf-gate: please report it with the lines of the log.', {
        title: 'perf-gate: could not judge',
      })
      setOutputs(NO_OUTPUTS)
  }
  annotateWarnings(to.warnings)
}

async function answerError(failure: Parameters<typeof reportError>[0], publish: Answer['publishError']): Promise<void> {
  const report = reportError(failure)
  info(renderTerminal(report, { colour: false, columns: LOG_COLUMNS }))
  await publish(report)
}

function inputValue(name: InputName): string | null {
  return readInputs(process.env).find((one) => one.input === name)?.value ?? null
}

function findYaml(directory: string, workspace: string): ConfigSources['yaml'] {
  const found = findConfig(process.env, directory)
  switch (found.kind) {
    case 'none':
      return null
    case 'inline':
      return { text: found.text, name: 'config', kind: 'inline', directory }
    case 'file':
      return readYaml({ path: found.path, directory, workspace, input: 'config' })
  }
}

const OVERRIDES = ['image', 'port', 'cpus', 'memory', 'thresholds', 'baseline-path', 'fail-on'] as const

function overrides(): readonly Override[] {
  return readInputs(process.env).flatMap(({ input, value }) => {
    const key = OVERRIDES.find((name) => name === input)
    return key === undefined ? [] : [{ input, key, value }]
  })
}

/** The event's payload; under act and by hand there may be none. */
function readPayload(path: string | undefined): unknown {
  try {
    return path === undefined ? null : JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    // Without a readable event nothing is known about the run, which is a normal case.
    return null
  }
}
