import type Docker from 'dockerode'
import { SetupError } from '../../model/errors.ts'
import { outside, type Words, words } from '../../model/outside.ts'
import type { Scope } from '../../ports.ts'
import { endingCallsWith, SilentEngine } from '../engine/calls.ts'
import type { Engine } from '../engine/engine.ts'
import { readEngineError } from '../engine/error.ts'
import { graceAfter, LAST_ANSWERS_MS } from '../engine/grace.ts'
import { removeNetwork } from './remove-network.ts'

/** A network of one start. */
export type OwnNetwork = {
  readonly name: string
  /** Twice is allowed. What cannot be removed, such as a network that somebody else has joined, is left to the testbed's sweep, which tells of it. */
  remove(): Promise<void>
}

/** Makes a bridge network. Throws SetupError where the engine cannot, and the signal's reason when aborted; nothing is left then. */
export async function makeNetwork(
  { docker }: Engine,
  { name, labels }: { readonly name: string; readonly labels: Readonly<Record<string, string>> },
  scope: Scope,
): Promise<OwnNetwork> {
  // From the abort on, however often its removal is asked for.
  const grace = graceAfter(scope.signal)
  const network = { name, remove: () => removeOwn(docker, name, scope.signal, grace) }
  const ask = { Name: name, Driver: 'bridge', CheckDuplicate: true, Labels: { ...labels } }
  try {
    // Not ended with the run at once: a network that the engine makes at that moment would come after its removal.
    await endingCallsWith(graceAfter(scope.signal, LAST_ANSWERS_MS), () => docker.createNetwork(ask))
    scope.signal.throwIfAborted()
    return network
  } catch (thrown) {
    if (scope.signal.aborted) await network.remove()
    scope.signal.throwIfAborted()
    throw explain(thrown)
  }
}

async function removeOwn(docker: Docker, name: string, signal: AbortSignal, grace: AbortSignal): Promise<void> {
  try {
    await endingCallsWith(grace, () => removeNetwork(docker, name))
  } catch (thrown) {
    if (!signal.aborted && readEngineError(thrown).status === null) throw thrown
  }
}

function explain(thrown: unknown): unknown {
  const { status, message } = readEngineError(thrown)
  if (status === null && !(thrown instanceof SilentEngine)) {
    return refuse(
      message,
      words`Check that the Docker engine answers ("docker info"), then run the gate again.`,
      thrown,
    )
  }
  if (status === null) return thrown
  const exhausted = /address pool|fully subnetted/i.test(message)
  const fix = exhausted
    ? words`The engine has no addresses left for another network: remove those that nobody uses ("docker network prune").`
    : words`Check that "docker network create NAME" works on this engine.`
  return refuse(message, fix, thrown)
}

function refuse(message: string, fix: Words, cause: unknown): SetupError {
  return new SetupError(words`the network of the target could not be made: ${outside(message)}`, fix, { cause })
}
