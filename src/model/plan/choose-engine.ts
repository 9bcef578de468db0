import type { EngineName, RequestSpec, Stage, StageLoad, Tls } from '../config.ts'

/** Which generator drives a stage, and why that one. */
export type Chosen = { readonly engine: EngineName; readonly why: string }

/** Why autocannon is not given a stage; `null` when it may have it. */
export function autocannonObstacle(
  stage: Pick<Stage, 'load' | 'extent'>,
  requests: readonly RequestSpec[],
  tls: Tls | null,
): string | null {
  const obstacle = autocannonLoopObstacle(stage.load, requests, tls)
  return obstacle ?? (stage.extent.by === 'requests' ? 'it ends after a number of requests' : null)
}

/** The same whatever the stage ends by: what its engine could not drive exactly. */
export function autocannonLoopObstacle(
  load: StageLoad,
  requests: readonly RequestSpec[],
  tls: Tls | null,
): string | null {
  if (load.model === 'rate') return 'it sends on a schedule'
  if (load.model === 'users') return 'its users wait between requests'
  if (tls !== null) return 'the target speaks HTTPS'
  const named = (found: RequestSpec | undefined, what: string) => (found === undefined ? null : what)
  return (
    named(
      requests.find((request) => request.expect.bodyContains !== null || request.expect.json.length > 0),
      'a request expects something of the body',
    ) ??
    named(
      requests.find((request) => !request.keepAlive),
      'a request wants a new connection each time',
    ) ??
    named(
      requests.find((request) => request.body?.kind === 'rows'),
      'a request sends rows of a file',
    )
  )
}

/**
 * The generator for a stage. autocannon sends fastest and drives the plain closed loop exactly (with our clock); undici does everything else.
 * Both sides of a comparison get the same, because it follows from the plan alone. What a stage asks for by name was checked with the configuration.
 */
export function chooseEngine(stage: Stage, requests: readonly RequestSpec[], tls: Tls | null): Chosen {
  if (stage.engine !== 'auto') return { engine: stage.engine, why: 'asked for' }
  const obstacle = autocannonObstacle(stage, requests, tls)
  return obstacle === null ? { engine: 'autocannon', why: 'plain closed loop' } : { engine: 'undici', why: obstacle }
}
