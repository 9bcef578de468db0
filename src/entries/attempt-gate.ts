import { exitCode } from '../model/verdict.ts'
import { type Finished, gate } from '../stories/gate.ts'
import type { World } from '../stories/world.ts'
import { type Attempt, failureCode } from './attempt.ts'
import { attemptConfigured, type Configured } from './attempt-configured.ts'

/** What a gate needs, with the configuration still in its parts. */
export type GateWorld = Omit<World, 'readConfig'> & Configured

/** Runs the gate. */
export async function attemptGate(world: GateWorld): Promise<Attempt<Finished>> {
  return await attemptConfigured(world, (config) => gate({ ...world, readConfig: () => config }))
}

/** The exit code of a gate (design: 0, 1, 2, 3, 130). */
export function gateCode(ended: Attempt<Finished>): number {
  if (ended.kind !== 'done') return failureCode(ended)
  return exitCode(ended.value.verdict, ended.value.result.asked.failOn)
}
