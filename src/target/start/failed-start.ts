import { SetupError } from '../../model/errors.ts'
import type { Ending, EndingKind } from '../../model/evidence.ts'
import { mask } from '../../model/mask.ts'
import { type Outside, outside, words } from '../../model/outside.ts'
import type { Scope } from '../../ports.ts'
import { readLastLines } from '../container/container-log.ts'
import { readEnding, sawOutOfMemory } from '../container/ending.ts'
import type { ExitNotice } from '../container/exit-watch.ts'
import type { Launched } from '../container/launch.ts'
import type { EngineError } from '../engine/error.ts'
import { addressIn } from '../engine/route.ts'
import { listens, type ReadinessOutcome } from './readiness.ts'
import type { ContainerStart, StartContext } from './start-context.ts'

/** It ended before it was ready. */
export async function explainEnded(
  { engine, secrets }: StartContext,
  container: Launched,
  notice: ExitNotice,
  scope: Scope,
): Promise<Ending> {
  const sinceStartMs = scope.clock.now() - container.startCallMs
  return await readEnding({ docker: engine.docker, id: container.id, secrets, notice, sinceStartMs })
}

const LISTENS_WITHIN_MS = 500

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
  const [killed, open, lastLines] = await Promise.all([
    State.OOMKilled || sawOutOfMemory(docker, container.id, afterMs),
    outcome.heard || listens({ host, port, replica: null }, LISTENS_WITHIN_MS),
    readLastLines(docker, container.id, secrets),
  ])
  const how: EndingKind = killed ? 'out-of-memory' : open ? 'never-ready' : 'port-never-opened'
  const engineSaid = how === 'never-ready' ? toOutside(outcome.lastAnswer) : null
  return { how, who: null, exitCode: null, engineSaid, afterMs, lastLines }
}

function toOutside(text: string | null): Outside | null {
  return text === null ? null : outside(text)
}

/** The engine's message can hold the command and the user. Throws SetupError where the image went away: no start could mend that. */
export function explainRefused({ secrets }: StartContext, { container }: ContainerStart, error: EngineError): Ending {
  if (error.status === 404 && /no such image/i.test(error.message)) {
    throw new SetupError(
      words`the image ${outside(container.spec.image)} was removed from the engine while it was measured`,
      words`Keep other jobs from pruning images on this machine.`,
    )
  }
  const engineSaid = outside(mask(error.message, secrets))
  return { how: 'refused-by-engine', who: null, exitCode: null, engineSaid, afterMs: 0, lastLines: [] }
}
