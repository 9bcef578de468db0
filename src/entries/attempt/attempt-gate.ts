import { exitCode } from '../../model/judge/verdict.ts'
import { type Finished, gate } from '../../stories/gate.ts'
import type { World } from '../../stories/world.ts'
import { commandAgain } from '../command/command-again.ts'
import { type Attempt, failureCode } from './attempt.ts'
import { attemptConfigured, type Configured } from './attempt-configured.ts'

/** What a gate needs, with the configuration still in its parts. */
export type GateWorld = Omit<World, 'readConfig' | 'command'> & Configured

/** Runs the gate. */
export async function attemptGate(world: GateWorld): Promise<Attempt<Finished>> {
  return await attemptConfigured(world, (config, sources) =>
    gate({ ...world, readConfig: () => config, command: commandAgain('run', sources) }),
  )
}

/** The exit code of a gate (design: 0, 1, 2, 3, 130). */
export function gateCode(ended: Attempt<Finished>): number {
  if (ended.kind !== 'done') return failureCode(ended)
  return exitCode(ended.value.verdict, ended.value.result.asked.failOn)
}
