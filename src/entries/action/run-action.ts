import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { error, info, saveState } from '@actions/core'
import { realFiles } from '../../config/files.ts'
import type { ConfigSources, Override } from '../../config/sources.ts'
import { type ActionsLog, createActionsLog } from '../../github/actions-log.ts'
import { annotateConfigError, annotateReport, annotateSetupError, annotateWarnings } from '../../github/annotations.ts'
import { readEvent } from '../../github/event.ts'
import { findConfig, type InputName, readInputs } from '../../github/inputs.ts'
import { openGithub } from '../../github/open-github.ts'
import { setOutputs } from '../../github/outputs.ts'
import { toRunner } from '../../github/runner-file.ts'
import { createSummary } from '../../github/summary.ts'
import { systemClock } from '../../host/clock.ts'
import { onInterrupt } from '../../host/interrupts.ts'
import { surviveClosedStreams } from '../../host/standard-streams.ts'
import { catchStrayErrors } from '../../host/stray-errors.ts'
import { createLoad } from '../../load/worker-load.ts'
import type { ConfigError, SetupError } from '../../model/errors.ts'
import type { Output, Scope } from '../../ports.ts'
import { commandSafe, pasteLine } from '../../reports/escape.ts'
import { renderTerminal } from '../../reports/terminal.ts'
import { publish } from '../../stories/publish.ts'
import { createTargets } from '../../target/targets.ts'
import { attempt, failureCode } from '../attempt/attempt.ts'
import { errorPage } from '../attempt/error-page.ts'
import { drawSeed } from '../draw-seed.ts'
import { readYaml } from '../read-yaml.ts'
import { version, workerUrl } from '../version.ts'
import type { ActionWorld, Ended } from './action-world.ts'
import { commentOfUnset } from './gate-comment.ts'
import { NO_OUTPUTS } from './output-values.ts'
import { readSetting } from './read-setting.ts'
import { RUN_ID_STATE } from './run-id-state.ts'
import { runMode } from './run-mode.ts'
import { BROKEN, correct, INTERRUPTED } from './unjudged.ts'

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
  const payload = readPayload(env.GITHUB_EVENT_PATH)

  const scope: Scope = { clock: systemClock, log, signal: AbortSignal.any([onInterrupt(), strays.signal]) }

  const world: Omit<ActionWorld, 'setting'> = {
    ...scope,
    runId,
    perfGate: version,
    seed: drawSeed(),
    env,
    payload,
    event: readEvent(env, payload),
    github: openGithub({ env, payload, token: inputValue('github-token'), scope }),
    workspace,
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
    table: tableInLog,
    summary,
  }
  const setting = await attempt(world, async () => readSetting(inputValue, env))
  const ended: Ended =
    setting.kind === 'done'
      ? await runMode({ ...world, setting: setting.value })
      : { code: failureCode(setting), told: setting, comment: commentOfUnset(world) }

  strays.over()
  // Set first: nothing that goes wrong with the answer changes it.
  process.exitCode = ended.code
  await answer(ended, { log, scope, summary })
  // An upload that was given up may go on trying, which must not keep the job.
  setTimeout(() => process.exit(), LEFTOVERS_MS).unref()
}

/** Long enough for whatever ends by itself. */
const LEFTOVERS_MS = 3000

const tableInLog: Output = {
  name: 'log',
  async publish(report) {
    info(renderTerminal(report, { colour: false, columns: LOG_COLUMNS }))
    return { state: 'written' }
  },
}

type Answer = { readonly log: ActionsLog; readonly scope: Scope; readonly summary: Output }

/** Says in annotations, summary and outputs how the run ended. The table is in the log and the summary already. */
async function answer({ told: ended, comment }: Ended, to: Answer): Promise<void> {
  const errorOutputs = comment === null ? [to.summary] : [to.summary, comment]
  switch (ended.kind) {
    case 'done':
      if (ended.value.annotated !== null) annotateReport(ended.value.annotated)
      break
    case 'bad-config':
      await answerError(ended.error, errorOutputs, to.scope)
      for (const line of ended.block) info(pasteLine(line))
      annotateConfigError(ended.error)
      break
    case 'bad-setup':
      await answerError(ended.error, errorOutputs, to.scope)
      annotateSetupError(ended.error)
      break
    case 'interrupted':
      info('Interrupted. What this run started has been removed, unless a warning says otherwise.')
      await correct(comment, INTERRUPTED, to.scope)
      break
    case 'bug':
      tellBug(ended.error)
      await correct(comment, BROKEN, to.scope)
  }
  const isWritten = { 'comment-written': String(comment?.isWritten ?? false) }
  setOutputs(ended.kind === 'done' ? ended.value.outputs : { ...NO_OUTPUTS, ...isWritten }, to.log)
  annotateWarnings(to.log.warnings)
}

async function answerError(failure: ConfigError | SetupError, outputs: readonly Output[], scope: Scope): Promise<void> {
  const report = errorPage(failure)
  info(renderTerminal(report, { colour: false, columns: LOG_COLUMNS }))
  await publish({ ...scope, outputs }, report, null)
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
