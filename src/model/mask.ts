import type { RequestSpec, TargetSpec } from './config.ts'
import { outside } from './outside.ts'
import type { RequestSamples, StageSamples } from './samples.ts'

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
 * The values of environment (of the target and of a proxy in front of it), headers and queries that may not be seen in anything that is kept or shown, in each form in which a service may
 * print them; longest first, as one may hold another.
 * Of a header such as `Bearer abc` the parts count too: a service logs the token without the word before it.
 */
export function secretsOf(
  target: Pick<TargetSpec, 'env' | 'balancer'>,
  requests: readonly Pick<RequestSpec, 'headers' | 'secretQuery'>[],
): readonly string[] {
  const headers = requests.flatMap((request) =>
    Object.entries(request.headers).flatMap(([name, value]) =>
      OPEN_HEADERS.includes(name.toLowerCase()) ? [] : [value, ...value.split(/\s+/).slice(1)],
    ),
  )
  const queries = requests.flatMap(({ secretQuery }) => secretQuery?.values ?? [])
  const proxyEnv = target.balancer.kind === 'proxy' ? target.balancer.container.env : {}
  const values = [...Object.values(target.env), ...Object.values(proxyEnv), ...headers, ...queries].flatMap((value) => [
    value,
    ...value.split(/\r?\n/),
  ])
  const long = values.map((value) => value.trim()).filter((value) => value.length >= SHORTEST_SECRET)
  return [...new Set(long.flatMap(formsOf))].sort((a, b) => b.length - a.length)
}

/** As it is, inside a JSON string, and inside a URL. */
function formsOf(value: string): readonly string[] {
  const inJson = JSON.stringify(value).slice(1, -1)
  return [value, inJson, ...(value.isWellFormed() ? [encodeURIComponent(value)] : [])]
}

/** The text with `***` in place of each secret. To be done before anything is cut off: half a secret is not found any more. */
export function mask(text: string, secrets: readonly string[]): string {
  return secrets.reduce((masked, secret) => masked.replaceAll(secret, '***'), text)
}

/**
 * The text without a secret that it breaks off in, for a text that goes on unread. Cuts until it ends with the beginning of no secret, as
 * what is cut off may be the end of another one.
 */
export function dropBrokenSecret(text: string, secrets: readonly string[]): string {
  const broken = Math.max(0, ...secrets.map((secret) => overlap(text, secret)))
  return broken === 0 ? text : dropBrokenSecret(text.slice(0, -broken), secrets)
}

/** How many characters at the end of the text are the beginning, but not the whole, of the secret. */
function overlap(text: string, secret: string): number {
  for (let length = Math.min(text.length, secret.length - 1); length > 0; length--) {
    if (text.endsWith(secret.slice(0, length))) return length
  }
  return 0
}

/** The samples with their examples of failures masked; the generator has cut these already, so a secret may be broken off at their end. */
export function maskExamples(samples: StageSamples, secrets: readonly string[]): StageSamples {
  const hide = (request: RequestSamples): RequestSamples => ({
    ...request,
    failures: request.failures.map((failure) => ({
      ...failure,
      example: failure.example && outside(mask(dropBrokenSecret(failure.example.outside, secrets), secrets)),
    })),
  })
  const { spawn } = samples
  return {
    ...samples,
    perRequest: samples.perRequest.map(hide),
    spawn: spawn && { ...spawn, perRequest: spawn.perRequest.map(hide) },
  }
}
