import type { RequestSpec, TargetSpec } from './config.ts'
import type { Ending, Start } from './evidence.ts'
import type { Outside } from './outside.ts'
import type { StageSamples } from './samples.ts'

/** A shorter value (`1`, `yes`) turns up everywhere and is no secret. */
const SHORTEST_SECRET = 4

/** Headers that say how to talk, and never who one is. */
const OPEN_HEADERS: readonly string[] = [
  'accept',
  'accept-encoding',
  'accept-language',
  'content-type',
  'host',
  'user-agent',
]

/**
 * The values of environment, headers and queries that may not be seen in anything that is kept or shown, longest first, as one may hold another.
 * Of a header such as `Bearer abc` the parts count too: a service logs the token without the word before it.
 */
export function secretsOf(
  target: Pick<TargetSpec, 'env'>,
  requests: readonly Pick<RequestSpec, 'headers' | 'secretQuery'>[],
): readonly string[] {
  const headers = requests.flatMap((request) =>
    Object.entries(request.headers).flatMap(([name, value]) =>
      OPEN_HEADERS.includes(name.toLowerCase()) ? [] : [value, ...value.split(/\s+/).slice(1)],
    ),
  )
  const queries = requests.flatMap(({ secretQuery }) => secretQuery?.values ?? [])
  const values = [...Object.values(target.env), ...headers, ...queries].flatMap((value) => [
    value,
    ...value.split(/\r?\n/),
  ])
  const secrets = new Set(values.map((value) => value.trim()).filter((value) => value.length >= SHORTEST_SECRET))
  return [...secrets].sort((a, b) => b.length - a.length)
}

/** The text with `***` in place of each secret. */
export function mask(text: Outside, secrets: readonly string[]): Outside {
  return { outside: secrets.reduce((masked, secret) => masked.replaceAll(secret, '***'), text.outside) }
}

/** What a service writes or answers may hold what it was given: evidence is kept and shown, so the values go. */
export function maskStart(start: Start, secrets: readonly string[]): Start {
  const hide = (text: Outside | null) => (text === null ? null : mask(text, secrets))
  const hideEnding = <E extends Ending | null>(ending: E): E =>
    ending && {
      ...ending,
      engineSaid: hide(ending.engineSaid),
      lastLines: ending.lastLines.map((line) => mask(line, secrets)),
    }
  if (start.state === 'failed') return { ...start, ending: hideEnding(start.ending) }
  const probes = start.probes.map((probe) => ({ ...probe, error: hide(probe.error), body: hide(probe.body) }))
  const stages = start.stages.map((stage) => maskStage(stage, hide))
  return { ...start, probes, stages, ending: hideEnding(start.ending) }
}

function maskStage(stage: StageSamples, hide: (text: Outside | null) => Outside | null): StageSamples {
  const perRequest = stage.perRequest.map((request) => ({
    ...request,
    failures: request.failures.map((failure) => ({ ...failure, example: hide(failure.example) })),
  }))
  return { ...stage, perRequest }
}
