import { resolve } from 'node:path'
import type { RunEvent } from '../github/event.ts'
import type { setOutputs } from '../github/outputs.ts'
import { baselineFile } from '../host/baseline-file.ts'
import { checkWritable, reportFile, writeText } from '../host/report-files.ts'
import { words } from '../model/outside.ts'
import type { Report } from '../model/report.ts'
import { renderMarkdown } from '../reports/markdown.ts'
import type { World } from '../stories/world.ts'
import type { Attempt } from './attempt.ts'
import { attemptCalibration, calibrationCode } from './attempt-calibration.ts'
import type { Configured } from './attempt-configured.ts'
import { attemptGate, gateCode } from './attempt-gate.ts'
import { calibratedOutputs, judgedOutputs } from './output-values.ts'
import type { Mode } from './read-mode.ts'

/** What every mode needs. `directory`: where results and reports are written. */
export type ActionWorld = Omit<World, 'readConfig' | 'keepResult' | 'baselines' | 'commit' | 'saveBaseline'> &
  Pick<Configured, 'sources'> & { readonly event: RunEvent; readonly directory: string }

/** How the step ended: its exit code, and what is said of it. */
export type Ended = { readonly code: number; readonly told: Attempt<Told> }

export type Told = { readonly report: Report; readonly outputs: Parameters<typeof setOutputs>[0] }

/** Does what the mode says. */
export async function runMode(mode: Mode, world: ActionWorld): Promise<Ended> {
  switch (mode) {
    case 'gate':
      return await gateMode(world)
    case 'calibrate':
      return await calibrateMode(world)
  }
}

async function gateMode(world: ActionWorld): Promise<Ended> {
  const { paths, edges } = filesIn(world, { result: 'perf-gate-result.json', report: 'perf-gate-report.md' })
  const { sha: commit, isBaseBranch: saveBaseline } = world.event
  const ended = await attemptGate({ ...world, ...edges, commit, saveBaseline, baselines: baselineFile })
  const told = tell(ended, (finished) => ({ report: finished.report, outputs: judgedOutputs(finished, paths) }))
  return { code: gateCode(ended), told }
}

async function calibrateMode(world: ActionWorld): Promise<Ended> {
  const names = { result: 'perf-gate-calibration.json', report: 'perf-gate-calibration.md' }
  const { paths, edges } = filesIn(world, names)
  const ended = await attemptCalibration({ ...world, ...edges })
  const told = tell(ended, (calibrated) => ({
    report: calibrated.report,
    outputs: calibratedOutputs(calibrated, paths),
  }))
  return { code: calibrationCode(ended), told }
}

function tell<T>(ended: Attempt<T>, say: (value: T) => Told): Attempt<Told> {
  return ended.kind === 'done' ? { kind: 'done', value: say(ended.value) } : ended
}

type Paths = { readonly result: string; readonly report: string }

/** What a mode writes, and that it can be written. */
function filesIn({ directory, outputs }: ActionWorld, names: Paths) {
  const paths = { result: resolve(directory, names.result), report: resolve(directory, names.report) }
  const check = async () => {
    await checkWritable({ name: 'result file', path: paths.result, fix: ELSEWHERE })
    await checkWritable({ name: 'report file', path: paths.report, fix: ELSEWHERE })
  }
  const keepResult = (text: string) => writeText(paths.result, text)
  return { paths, edges: { check, keepResult, outputs: [...outputs, reportFile(paths.report, renderMarkdown)] } }
}

const ELSEWHERE = words`Remove or rename what is there, or have it written to another folder by the input "working-directory".`
