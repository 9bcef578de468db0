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
import { toRunner } from '../github/runner-file.ts'
import { createSummary } from '../github/summary.ts'
import { systemClock } from '../host/clock.ts'
import { onInterrupt } from '../host/interrupts.ts'
import { surviveClosedStreams } from '../host/standard-streams.ts'
import { catchStrayErrors } from '../host/stray-errors.ts'
import { createLoad } from '../load/worker-load.ts'
import type { ConfigError, SetupError } from '../model/errors.ts'
import { words } from '../model/outside.ts'
import type { Report } from '../model/report.ts'
import type { Output, Published, Scope } from '../ports.ts'
import { commandSafe, pasteLine } from '../reports/escape.ts'
import { renderTerminal } from '../reports/terminal.ts'
import { createTargets } from '../target/targets.ts'
import { type Attempt, attempt, failureCode } from './attempt.ts'
import { drawSeed } from './draw-seed.ts'
import { errorPage } from './error-page.ts'
import { NO_OUTPUTS } from './output-values.ts'
import { readMode } from './read-mode.ts'
import { readYaml } from './read-yaml.ts'
import { RUN_ID_STATE } from './run-id-state.ts'
import { type ActionWorld, runMode, type Told } from './run-mode.ts'
import { version, workerUrl } from './version.ts'

/** Wide enough for the whole table: the log of a run has no width of its own. */
const LOG_COLUMNS = 200

/** The action's main step. Sets the exit code. */
export async function runAction(): Promise<void> {
  surviveClosedStreams()
  const strays = catchStrayErrors(tellBug)
  info(`perf-gate ${version}`)
  const { env } = process
  const log = createActionsLog()
  const runId = randomUUID()
  toRunner('state for the post step', () => saveState(RUN_ID_STATE, runId), log)
  const summary = createSummary(env)
  const workspace = resolve(env.GITHUB_WORKSPACE ?? process.cwd())
  const directory = resolve(workspace, inputValue('working-directory') ?? '.')
  const event = readEvent(env, readPayload(env.GITHUB_EVENT_PATH))

  const scope: Scope = { clock: systemClock, log, signal: AbortSignal.any([onInterrupt(), strays.signal]) }

  const world: ActionWorld = {
    ...scope,
    runId,
    perfGate: version,
    seed: drawSeed(),
    event,
    sources: () => ({
      yaml: findYaml(directory, workspace),
      overrides: overrides(),
      env,
      workspace,
      directory,
      files: realFiles,
    }),
    directory,
    targets: createTargets({ perfGateVersion: version, env }),
    openLoad: async () => createLoad({ workerUrl }),
    outputs: [tableInLog, summary],
  }
  const mode = await attempt(world, async () => readMode(inputValue('mode')))
  const ended = mode.kind === 'done' ? await runMode(mode.value, world) : { code: failureCode(mode), told: mode }

  strays.over()
  // Set first: nothing that goes wrong with the answer changes it.
  process.exitCode = ended.code
  await answer(ended.told, { log, publishError: (report) => summary.publish(report, null, scope) })
}

const tableInLog: Output = {
  name: 'log',
  async publish(report) {
    info(renderTerminal(report, { colour: false, columns: LOG_COLUMNS }))
    return { state: 'written' }
  },
}

type Answer = {
  readonly log: ActionsLog
  readonly publishError: (report: Report) => Promise<Published>
}

/** Says in annotations, summary and outputs how the run ended. The table is in the log and the summary already. */
async function answer(ended: Attempt<Told>, to: Answer): Promise<void> {
  switch (ended.kind) {
    case 'done':
      annotateReport(ended.value.report)
      break
    case 'bad-config':
      await answerError(ended.error, to)
      for (const line of ended.block) info(pasteLine(line))
      annotateConfigError(ended.error)
      break
    case 'bad-setup':
      await answerError(ended.error, to)
      annotateSetupError(ended.error)
      break
    case 'interrupted':
      info('Interrupted. What this run started has been removed, unless a warning says otherwise.')
      break
    case 'bug':
      tellBug(ended.error)
  }
  setOutputs(ended.kind === 'done' ? ended.value.outputs : NO_OUTPUTS, to.log)
  annotateWarnings(to.log.warnings)
}

async function answerError(failure: ConfigError | SetupError, { publishError, log }: Answer): Promise<void> {
  const report = errorPage(failure)
  info(renderTerminal(report, { colour: false, columns: LOG_COLUMNS }))
  const published = await publishError(report)
  if (published.state === 'refused') log.warn(words`The summary could not be written: ${published.why}`)
}

function tellBug(bug: Error): void {
  info(commandSafe(bug.stack ?? bug.message))
  error('This is a bug in perf-gate: please report it with the lines of the log.', {
    title: 'perf-gate: could not judge',
  })
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

const OVERRIDES = [
  'image',
  'port',
  'cpus',
  'memory',
  'replicas',
  'thresholds',
  'baseline-image',
  'baseline-path',
  'fail-on',
] as const

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
