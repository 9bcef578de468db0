import { cpus, totalmem } from 'node:os'
import { describeCapacityPlan } from '../../model/capacity/describe-plan.ts'
import { capacityPlan } from '../../model/capacity/trial-plan.ts'
import { searchesOf } from '../../model/capacity/usual-capacity.ts'
import type { Config } from '../../model/config.ts'
import { describePlan } from '../../model/plan/describe-plan.ts'
import { makePlan, recordPlan } from '../../model/plan/plan.ts'
import { previewPairing } from '../../model/plan/preview-pairing.ts'
import { plainLine } from '../../reports/escape.ts'
import { drawSeed } from '../draw-seed.ts'
import { commandConfig } from './command-config.ts'
import type { Flags } from './flags.ts'

const SCOPE = 'perf-gate speaks HTTP/1.1, request and response; no gRPC, no WebSocket, no sessions of several steps.'

/** `perf-gate check`: reads the configuration, prints the plan, starts nothing. */
export async function checkCommand(flags: Flags): Promise<number> {
  const config = commandConfig(flags)
  const seed = drawSeed()
  const plan = makePlan(config, seed)
  for (const line of [...describePlan(plan), ...previewPairing(plan, config, { memoryBytes: totalmem() })])
    console.log(plainLine(line))
  for (const { stage, text } of config.thresholds) {
    console.log(plainLine([...(stage === null ? [] : [{ outside: stage }, ': ']), text]))
  }
  if (config.capacity !== null) printCapacity(config, seed)
  console.log(SCOPE)
  return 0
}

/** What "perf-gate capacity" would do with the same file. Whether a box is too large is said of this machine, as the engine is not asked. */
function printCapacity(config: Config, seed: number): void {
  const plan = capacityPlan(config, seed)
  const machine = { cores: cpus().length, memoryBytes: totalmem() }
  const question = { plan: recordPlan(plan), searches: searchesOf(config), machine }
  const lines = describeCapacityPlan(question, plan.target.ready.withinMs, plan.timeLimitMs)
  console.log('"perf-gate capacity" would search:')
  for (const line of lines) console.log(`  ${plainLine(line)}`)
}
