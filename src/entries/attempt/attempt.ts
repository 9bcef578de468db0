import { ConfigError, InterruptedError, SetupError } from '../../model/errors.ts'
import type { Outside } from '../../model/outside.ts'
import type { RunId, Scope, Targets } from '../../ports.ts'

/** Why something could not be done. Who must act differs: the one who wrote the config, the one who runs it, or we. */
export type Failed =
  /** `block`: lines to paste into the configuration, from outside in part; none for most problems. */
  | { readonly kind: 'bad-config'; readonly error: ConfigError; readonly block: readonly Outside[] }
  | { readonly kind: 'bad-setup'; readonly error: SetupError }
  | { readonly kind: 'interrupted'; readonly error: InterruptedError }
  | { readonly kind: 'bug'; readonly error: Error }

export type Attempt<T> = { readonly kind: 'done'; readonly value: T } | Failed

/** `signal` is aborted by whatever has to end the attempt, with it as the reason. */
export type AttemptWorld = Scope & { readonly runId: RunId; readonly targets: Targets }

/** Does what may start targets; the one place where what was thrown is caught. Whatever an attempt that did not end by itself left is swept. */
export async function attempt<T>(world: AttemptWorld, body: () => Promise<T>): Promise<Attempt<T>> {
  const ended = await body().then(
    (value): Attempt<T> => afterwards(world.signal) ?? { kind: 'done', value },
    (thrown: unknown) => classify(world.signal.aborted ? world.signal.reason : thrown),
  )
  if (ended.kind === 'interrupted' || ended.kind === 'bug') await sweepQuietly(world)
  return ended
}

/** What is done stays done when it is interrupted too late, but not when something broke meanwhile. */
function afterwards({ aborted, reason }: AbortSignal): Failed | null {
  return !aborted || reason instanceof InterruptedError ? null : classify(reason)
}

/** What was thrown, told apart. Where the clean-up after it failed too, the first says why. */
export function classify(thrown: unknown): Failed {
  if (thrown instanceof SuppressedError) return classify(thrown.suppressed)
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

/** The exit code of what could not be done (design: 2, 130). */
export function failureCode({ kind }: Failed): number {
  return kind === 'interrupted' ? 130 : 2
}
