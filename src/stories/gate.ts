import type { Config } from '../model/config.ts'
import { continued } from '../model/judge/comparable.ts'
import { judge, type Verdict } from '../model/judge/verdict.ts'
import { words } from '../model/outside.ts'
import { makePlan, recordPlan } from '../model/plan/plan.ts'
import { makeReport } from '../model/report/make-report.ts'
import type { Report } from '../model/report/report.ts'
import { nextBaseline } from '../model/result/next-baseline.ts'
import { encodeResult, type Result } from '../model/result/result.ts'
import { countedResult } from '../model/rounds/sift-rounds.ts'
import { findBaseline } from './find-baseline.ts'
import { measureGate } from './measure-gate.ts'
import { keepResult, publish } from './publish.ts'
import { refuseUnjudged, refuseUnpaired } from './refuse-unjudged.ts'
import type { World } from './world.ts'

export type Finished = { readonly result: Result; readonly verdict: Verdict; readonly report: Report }

/**
 * Gates one image: reads the config, measures the image under its limits, judges it, and reports.
 * A failed gate is a value. Throws ConfigError or SetupError when it could not be judged, and the signal's reason when interrupted; nothing is left running.
 */
export async function gate(world: World): Promise<Finished> {
  const config = world.readConfig()
  const plain = makePlan(config, world.seed)
  const baseline = await findBaseline(world, config, recordPlan(plain))
  const { result: measured, plan } = await measureGate(world, config, plain, baseline)
  const verdict = judge(measured)
  await keepResult(world, encodeResult(measured, { outcome: verdict.outcome, checks: verdict.checks }))
  refuseUnjudged(measured, plan)
  if (config.baseline.compare === 'paired') refuseUnpaired(measured)

  const report = makeReport(measured, verdict)
  await publish(world, report, measured)
  await saveBaseline(world, config, measured, verdict)
  return { result: measured, verdict, report }
}

/** Only a valid measurement becomes a baseline; whether it passed does not matter. A file that is missing is written by any run; an upload is the base branch's matter. */
async function saveBaseline(world: World, config: Config, result: Result, verdict: Verdict): Promise<void> {
  const isMissingFile = config.baseline.path !== null && result.lookup.state === 'missing'
  if (!world.saveBaseline && !isMissingFile) return
  if (verdict.invalid.length > 0) {
    world.log.warn(words`No baseline was stored: ${verdict.invalid[0] ?? ''}`)
    return
  }
  const baseline = nextBaseline(countedResult(result), continued(result.lookup, result.machine), world.commit)
  const saved = await world.baselines.save(config, baseline)
  if (saved.state === 'saved') world.log.say(words`Baseline stored in ${{ outside: saved.where }}`)
  if (saved.state === 'not-saved') world.log.warn(words`The baseline could not be stored: ${saved.why}`)
}
