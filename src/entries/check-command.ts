import { totalmem } from 'node:os'
import { describePlan, makePlan } from '../model/plan.ts'
import { previewPairing } from '../model/preview-pairing.ts'
import { plainLine } from '../reports/escape.ts'
import { commandConfig } from './command-config.ts'
import { drawSeed } from './draw-seed.ts'
import type { Flags } from './flags.ts'

const SCOPE = 'perf-gate speaks HTTP/1.1, request and response; no gRPC, no WebSocket, no sessions of several steps.'

/** `perf-gate check`: reads the configuration, prints the plan, starts nothing. */
export async function checkCommand(flags: Flags): Promise<number> {
  const config = commandConfig(flags)
  const plan = makePlan(config, drawSeed())
  for (const line of [...describePlan(plan), ...previewPairing(plan, config, { memoryBytes: totalmem() })])
    console.log(plainLine(line))
  for (const { stage, text } of config.thresholds) {
    console.log(plainLine([...(stage === null ? [] : [{ outside: stage }, ': ']), text]))
  }
  console.log(SCOPE)
  return 0
}
