import type { Ending, EndingKind } from '../../model/evidence.ts'
import { type Outside, outside } from '../../model/outside.ts'
import type { Scope } from '../../ports.ts'
import { readLastLines } from '../container/container-log.ts'
import { readDeathEvents } from '../container/death-events.ts'
import { readEnding } from '../container/ending.ts'
import type { ExitNotice } from '../container/exit-watch.ts'
import type { Launched } from '../container/launch.ts'
import { addressIn } from '../engine/route.ts'
import { findListener, type Listening } from './find-listener.ts'
import type { ReadinessOutcome } from './readiness.ts'
import type { ContainerStart, StartContext } from './start-context.ts'

/** It ended before it was ready. Throws SetupError where that was the engine's doing. */
export async function explainEnded(
  { engine, secrets }: StartContext,
  container: Launched,
  notice: ExitNotice,
  scope: Scope,
): Promise<Ending> {
  const sinceStartMs = scope.clock.now() - container.startCallMs
  const { signal } = scope
  return await readEnding({ engine, id: container.id, secrets, notice, sinceStartMs, signal })
}

const LISTENS_WITHIN_MS = 500

const NOT_READY: Readonly<Record<Listening, EndingKind>> = {
  yes: 'never-ready',
  no: 'port-never-opened',
  unknown: 'never-answered',
}

/** It runs and is not ready. Workers that the kernel kills for memory again and again are told before what that looks like from outside. */
export async function explainNotReady(
  { engine, way, secrets }: StartContext,
  { container: { port } }: ContainerStart,
  container: Launched,
  outcome: ReadinessOutcome & { state: 'not-ready' },
  scope: Scope,
): Promise<Ending> {
  const { docker } = engine
  const afterMs = scope.clock.now() - container.startCallMs
  const { State, NetworkSettings } = await docker.getContainer(container.id).inspect()
  const host = addressIn(NetworkSettings.Networks, way.route === 'container-address' ? way.network : null) ?? ''
  const [killed, listening, lastLines] = await Promise.all([
    State.OOMKilled || readDeathEvents(engine, container.id, afterMs).then(({ oomMs }) => oomMs !== null),
    outcome.heard ? ('yes' as const) : findListener({ host, port, replica: null }, LISTENS_WITHIN_MS),
    readLastLines(docker, container.id, secrets),
  ])
  const how = killed ? 'out-of-memory' : NOT_READY[listening]
  const engineSaid = how === 'never-ready' ? toOutside(outcome.lastAnswer) : null
  return { how, who: null, exitCode: null, engineSaid, afterMs, lastLines }
}

function toOutside(text: string | null): Outside | null {
  return text === null ? null : outside(text)
}
