import type { Ms } from '../../model/config.ts'
import type { AppliedLimits, Ending, Who } from '../../model/evidence.ts'
import type { Endpoint, Scope } from '../../ports.ts'
import { readLimits } from '../container/applied-limits.ts'
import type { ExitNotice } from '../container/exit-watch.ts'
import { type Launched, type LaunchOutcome, launchContainer } from '../container/launch.ts'
import { endingCallsWith, untilAborted } from '../engine/calls.ts'
import { addressIn } from '../engine/route.ts'
import { explainEnded, explainNotReady } from './failed-start.ts'
import { awaitReady, type ReadinessOutcome } from './readiness.ts'
import { explainRefused } from './refused-start.ts'
import type { ContainerStart, StartContext } from './start-context.ts'

/** A container that is ready. */
export type StartedContainer = {
  readonly launched: Launched
  readonly who: Who | null
  /** Of its main process, in the engine's eyes. */
  readonly pid: number
  readonly limits: AppliedLimits
  /** At least one. */
  readonly endpoints: readonly Endpoint[]
  /** From the engine's start call to the first answer that counts. */
  readonly startupMs: Ms
}

export type ContainerOutcome =
  | { readonly state: 'ready'; readonly container: StartedContainer }
  | { readonly state: 'failed'; readonly ending: Ending }

/** Starts one container and waits until it answers as readiness asks. It is not removed where that fails. */
export async function startContainer(
  context: StartContext,
  start: ContainerStart,
  scope: Scope,
): Promise<ContainerOutcome> {
  const { engine, openFiles } = context
  const launch = await openFiles.settle(start.container.spec.nofile, (nofile) =>
    launchContainer(engine, { ...start.container, nofile }, scope),
  )
  if (launch.state === 'refused')
    return fail(start, explainRefused(launch.error, start.container.spec, context.secrets))
  const { container } = launch
  context.made.addContainer(container)
  const settled = endingCallsWith(scope.signal, async () =>
    launch.state === 'ended'
      ? fail(start, await explainEnded(context, container, launch.notice, scope))
      : await becomeReady(context, start, launch, scope),
  )
  return await untilAborted(settled, scope.signal)
}

function fail({ who }: ContainerStart, ending: Ending): ContainerOutcome {
  return { state: 'failed', ending: { ...ending, who } }
}

const UNREACHABLE: ReadinessOutcome = { state: 'not-ready', heard: false, lastAnswer: null }

type Running = LaunchOutcome & { readonly state: 'running' }

async function becomeReady(
  context: StartContext,
  start: ContainerStart,
  running: Running,
  scope: Scope,
): Promise<ContainerOutcome> {
  const { container } = running
  const { engine, userAgent } = context
  const { ready, tls } = start
  const endpoints = await findEndpoints(context, start, running)
  const ended = new AbortController()
  const told: { notice: ExitNotice | null } = { notice: null }
  container.watch.exited.then((notice) => {
    told.notice = notice
    ended.abort()
  })
  const stop = AbortSignal.any([scope.signal, ended.signal])
  const [endpoint] = endpoints
  const { clock } = scope
  const { startCallMs } = container
  // Without an endpoint it has ended before the engine gave it one, which is about to be told.
  const asked =
    endpoint === undefined
      ? clock.sleep(ready.withinMs, stop).then(() => UNREACHABLE)
      : awaitReady({ endpoint, ready, tls, startCallMs, clock, userAgent, stop })
  const answer = await unlessStopped(asked, stop)
  scope.signal.throwIfAborted()
  if (told.notice !== null) return fail(start, await explainEnded(context, container, told.notice, scope))
  if (answer === null) throw new Error('readiness was stopped by nobody')
  if (answer.state === 'not-ready') {
    return fail(start, await explainNotReady(context, start, container, answer, scope))
  }
  const inspected = await engine.docker.getContainer(container.id).inspect()
  const { spec, sharedCores } = start.container
  const limits = await readLimits(inspected, { ...spec, sharedCores }, engine.info)
  const { startupMs } = answer
  const pid = inspected.State.Pid
  return { state: 'ready', container: { launched: container, who: start.who, pid, limits, endpoints, startupMs } }
}

/** None where the engine has not given it an address, which is so when it has ended. */
async function findEndpoints(
  { engine, way }: StartContext,
  { who, container }: ContainerStart,
  { container: { id }, hostPorts }: Running,
): Promise<readonly Endpoint[]> {
  const replica = who === null ? 1 : who.kind === 'replica' ? who.number : null
  if (way.route === 'mapped-port') return hostPorts.map((port) => ({ host: way.host, port, replica }))
  const { NetworkSettings } = await engine.docker.getContainer(id).inspect()
  const host = addressIn(NetworkSettings.Networks, way.network)
  return host === null ? [] : [{ host, port: container.port, replica }]
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
