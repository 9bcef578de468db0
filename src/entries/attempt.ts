import { readConfig } from '../config/read-config.ts'
import type { ConfigSources } from '../config/sources.ts'
import { ConfigError, InterruptedError, SetupError } from '../model/errors.ts'
import type { Outside } from '../model/outside.ts'
import { exitCode } from '../model/verdict.ts'
import { type Finished, gate, type World } from '../stories/gate.ts'
import { adviseRequests } from './suggest-block.ts'

/** How a run ended. Who must act differs: the one who changed the code, the one who wrote the config, the one who runs it, or we. */
export type Attempt =
  | { readonly kind: 'judged'; readonly finished: Finished }
  /** `block`: lines to paste into the configuration, from outside in part; none for most problems. */
  | { readonly kind: 'bad-config'; readonly error: ConfigError; readonly block: readonly Outside[] }
  | { readonly kind: 'bad-setup'; readonly error: SetupError }
  | { readonly kind: 'interrupted'; readonly error: InterruptedError }
  | { readonly kind: 'bug'; readonly error: Error }

/** What a gate needs, with the configuration still in its parts. */
export type AttemptWorld = Omit<World, 'readConfig'> & { readonly sources: () => ConfigSources }

/** Runs the gate; the one place where what was thrown is caught. Whatever a run that did not end by itself left is swept. */
export async function attempt(world: AttemptWorld): Promise<Attempt> {
  try {
    return { kind: 'judged', finished: await gate({ ...world, readConfig: () => readConfig(world.sources()) }) }
  } catch (thrown) {
    const failed = await advise(world, classify(world.signal.aborted ? world.signal.reason : thrown))
    if (failed.kind === 'interrupted' || failed.kind === 'bug') await sweepQuietly(world)
    return failed
  }
}

/** A configuration without requests gets a block to paste, for which the image may be started. */
async function advise(world: AttemptWorld, failed: Attempt): Promise<Attempt> {
  if (failed.kind !== 'bad-config') return failed
  const advised = await adviseRequests(failed.error, world.sources, world)
  return world.signal.aborted ? classify(world.signal.reason) : { kind: 'bad-config', ...advised }
}

function classify(thrown: unknown): Attempt {
  if (thrown instanceof ConfigError) return { kind: 'bad-config', error: thrown, block: [] }
  if (thrown instanceof SetupError) return { kind: 'bad-setup', error: thrown }
  if (thrown instanceof InterruptedError) return { kind: 'interrupted', error: thrown }
  return { kind: 'bug', error: thrown instanceof Error ? thrown : new Error(String(thrown)) }
}

/** The targets remove themselves; this is for what a broken run could not. Its own failure must not hide the first one. */
async function sweepQuietly(world: AttemptWorld): Promise<void> {
  const patient = { clock: world.clock, log: world.log, signal: AbortSignal.timeout(SWEEP_MS) }
  await world.targets.sweep(world.runId, patient).catch(() => undefined)
}

/** The runner kills the process tree ten seconds after it asked it to end. */
const SWEEP_MS = 4000

/** The exit code of the command line (design: 0, 1, 2, 3, 130). */
export function attemptCode(ended: Attempt): number {
  switch (ended.kind) {
    case 'judged':
      return exitCode(ended.finished.verdict, ended.finished.result.asked.failOn)
    case 'interrupted':
      return 130
    case 'bad-config':
    case 'bad-setup':
    case 'bug':
      return 2
  }
}
