import { setupFingerprint } from '../../config/setup-fingerprint.ts'
import { capacityCode } from '../../model/capacity/capacity-code.ts'
import { findCapacity } from '../../stories/capacity.ts'
import type { CapacityWorld } from '../../stories/measure-capacity.ts'
import type { Sized } from '../../stories/size.ts'
import { commandAgain } from '../command/command-again.ts'
import { type Attempt, failureCode } from './attempt.ts'
import { attemptConfigured, type Configured } from './attempt-configured.ts'

/** What a capacity run needs, with the configuration still in its parts. */
export type UnreadCapacityWorld = Omit<CapacityWorld, 'readConfig' | 'command' | 'setup'> & Configured

/** Runs the searches. */
export async function attemptCapacity(world: UnreadCapacityWorld): Promise<Attempt<Sized>> {
  return await attemptConfigured(world, (config, sources) =>
    findCapacity({
      ...world,
      readConfig: () => config,
      setup: setupFingerprint(config),
      command: commandAgain('capacity', sources),
    }),
  )
}

/** The exit code of a capacity run (design: 0, 1, 2, 3, 130). */
export function sizedCode(ended: Attempt<Sized>): number {
  if (ended.kind !== 'done') return failureCode(ended)
  return capacityCode(ended.value.report.outcome, ended.value.capacity.asked.failOn)
}
