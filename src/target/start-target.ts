import { SetupError } from '../model/errors.ts'
import type { Ending, EndingKind } from '../model/evidence.ts'
import { mask } from '../model/mask.ts'
import { type Outside, outside, words } from '../model/outside.ts'
import type { Endpoint, Scope, StartOutcome } from '../ports.ts'
import { readLimits } from './applied-limits.ts'
import type { ContainerOrder } from './container.ts'
import { readLastLines } from './container-log.ts'
import { readEnding, sawOutOfMemory } from './ending.ts'
import type { Engine } from './engine.ts'
import { endingCallsWith, untilAborted } from './engine-calls.ts'
import type { EngineError } from './engine-error.ts'
import type { ExitNotice } from './exit-watch.ts'
import { type Launched, launchContainer } from './launch.ts'
import type { OpenFiles } from './open-files.ts'
import { awaitReady, listens, type ReadinessOutcome } from './readiness.ts'
import { RunningTarget } from './running-target.ts'

export type StartOrder = {
  readonly engine: Engine
  readonly openFiles: OpenFiles
  readonly container: Omit<ContainerOrder, 'nofile'>
  /** To be replaced in what engine and container say. */
  readonly secrets: readonly string[]
  readonly userAgent: string
}

/** One fresh start until ready. A start that fails is a value, already removed. */
export async function startTarget(order: StartOrder, scope: Scope): Promise<StartOutcome> {
  const { engine, openFiles } = order
  const launch = await openFiles.settle((nofile) => launchContainer(engine, { ...order.container, nofile }, scope))
  if (launch.state === 'refused') return { state: 'failed', ending: refused(launch.error, order) }
  const { container } = launch
  try {
    const settled = endingCallsWith(scope.signal, () =>
      launch.state === 'ended'
        ? endedBeforeReady(order, container, launch.notice, scope)
        : becomeReady(order, container, launch.hostPort, scope),
    )
    const outcome = await untilAborted(settled, scope.signal)
    if (outcome.state === 'failed') await container.remove()
    return outcome
  } catch (thrown) {
    await container.remove()
    throw thrown
  }
}

async function becomeReady(
  order: StartOrder,
  container: Launched,
  hostPort: number,
  scope: Scope,
): Promise<StartOutcome> {
  const { engine, userAgent } = order
  const { spec, publishHost } = order.container
  const endpoint: Endpoint = { host: publishHost, port: hostPort }
  const ended = new AbortController()
  const told: { notice: ExitNotice | null } = { notice: null }
  container.watch.exited.then((notice) => {
    told.notice = notice
    ended.abort()
  })
  const stop = AbortSignal.any([scope.signal, ended.signal])
  const { clock } = scope
  const asked = {
    endpoint,
    ready: spec.ready,
    tls: spec.tls,
    startCallMs: container.startCallMs,
    clock,
    userAgent,
    stop,
  }
  const ready = await unlessStopped(awaitReady(asked), stop)
  scope.signal.throwIfAborted()
  if (told.notice !== null) return await endedBeforeReady(order, container, told.notice, scope)
  if (ready === null) throw new Error('readiness was stopped by nobody')
  if (ready.state === 'not-ready') return await explainNotReady(order, container, ready, scope)
  const { State, HostConfig } = await engine.docker.getContainer(container.id).inspect()
  const limits = readLimits(HostConfig, spec, engine.info)
  const { startupMs } = ready
  const target = new RunningTarget({
    engine,
    container,
    secrets: order.secrets,
    pid: State.Pid,
    clock,
    limits,
    endpoint,
    startupMs,
  })
  return { state: 'ready', target }
}

/** The value, or `null` when it was stopped. */
async function unlessStopped<T>(promise: Promise<T>, stop: AbortSignal): Promise<T | null> {
  try {
    return await promise
  } catch (thrown) {
    if (stop.aborted) return null
    throw thrown
  }
}

async function endedBeforeReady(
  order: StartOrder,
  container: Launched,
  notice: ExitNotice,
  scope: Scope,
): Promise<StartOutcome> {
  const sinceStartMs = scope.clock.now() - container.startCallMs
  const { docker } = order.engine
  const ending = await readEnding({ docker, id: container.id, secrets: order.secrets, notice, sinceStartMs })
  return { state: 'failed', ending }
}

const LISTENS_WITHIN_MS = 500

/** It runs and is not ready. Workers that the kernel kills for memory again and again are told before what that looks like from outside. */
async function explainNotReady(
  order: StartOrder,
  container: Launched,
  outcome: ReadinessOutcome & { state: 'not-ready' },
  scope: Scope,
): Promise<StartOutcome> {
  const { docker } = order.engine
  const afterMs = scope.clock.now() - container.startCallMs
  const { State, NetworkSettings } = await docker.getContainer(container.id).inspect()
  const [killed, open, lastLines] = await Promise.all([
    State.OOMKilled || sawOutOfMemory(docker, container.id, afterMs),
    outcome.heard || listens({ host: addressOf(NetworkSettings), port: order.container.port }, LISTENS_WITHIN_MS),
    readLastLines(docker, container.id, order.secrets),
  ])
  const how: EndingKind = killed ? 'out-of-memory' : open ? 'never-ready' : 'port-never-opened'
  const engineSaid = how === 'never-ready' ? toOutside(outcome.lastAnswer) : null
  return { state: 'failed', ending: { how, exitCode: null, engineSaid, afterMs, lastLines } }
}

function addressOf(settings: { readonly Networks: Readonly<Record<string, { readonly IPAddress: string }>> }): string {
  return Object.values(settings.Networks)[0]?.IPAddress ?? ''
}

function toOutside(text: string | null): Outside | null {
  return text === null ? null : outside(text)
}

/** The engine's message can hold the command and the user. Throws SetupError where the image went away: no start could mend that. */
function refused(error: EngineError, { container, secrets }: StartOrder): Ending {
  if (error.status === 404 && /no such image/i.test(error.message)) {
    throw new SetupError(
      words`the image ${outside(container.spec.image)} was removed from the engine while it was measured`,
      words`Keep other jobs from pruning images on this machine.`,
    )
  }
  const engineSaid = outside(mask(error.message, secrets))
  return { how: 'refused-by-engine', exitCode: null, engineSaid, afterMs: 0, lastLines: [] }
}
