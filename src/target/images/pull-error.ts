import { SetupError } from '../../model/errors.ts'
import { registryOf } from '../../model/image-reference.ts'
import { outside, type Words, words } from '../../model/outside.ts'
import { FREE_THE_DISK, SAYS_DISK_FULL } from '../engine/full-disk.ts'

export type PullFailure =
  | 'disk-full'
  | 'not-found'
  | 'login'
  | 'platform'
  | 'unreachable'
  | 'rate-limit'
  | 'bad-reference'
  | 'other'

/** What stands in the text, and the registry that means it so, where that is one. */
type Sign = readonly [failure: PullFailure, text: RegExp, registry?: string]

/** The engine has no codes for these; the texts are those of Docker Engine 20.10 to 29 and of the registries behind them. The first that fits decides. */
const SIGNS: readonly Sign[] = [
  // First: before it stands the file that did not fit, whose name can be anything.
  ['disk-full', SAYS_DISK_FULL],
  ['bad-reference', /invalid reference format|invalid repository name|invalid tag format/i],
  ['rate-limit', /toomanyrequests|too many requests|rate limit/i],
  ['platform', /no matching manifest|no match for platform/i],
  ['login', /no basic auth credentials|unauthorized|authentication required|incorrect username or password/i],
  // Docker Hub says this for what does not exist; it cannot be told from a private image.
  ['not-found', /requested access to the resource is denied|repository does not exist/i, 'docker.io'],
  ['login', /\bdenied\b|forbidden/i],
  ['not-found', /manifest unknown|not found|name unknown|no such image/i],
  [
    'unreachable',
    /no such host|connection (refused|reset)|timeout|timed out|server misbehaving|unreachable|deadline exceeded/i,
  ],
  ['unreachable', /\bTLS\b|x509|HTTPS client|\bEOF\b/],
]

/** Sorts what the engine said when a pull failed. */
export function classifyPull(registry: string, said: string): PullFailure {
  const sign = SIGNS.find(([, text, only]) => (only === undefined || only === registry) && text.test(said))
  return sign?.[0] ?? 'other'
}

const BUILT_HERE = words`An image that was built in this job must be in the engine: with build-push-action add load: true.`

/** Why an image could not be had, and what to do. */
export function explainPull(reference: string, platform: string, said: string): SetupError {
  const registry = registryOf(reference)
  const image = words`the image ${outside(reference)}`
  const [text, fix] = explain(classifyPull(registry, said), image, words`${outside(registry)}`, platform)
  return new SetupError(words`${text}: ${outside(said)}`, fix)
}

function explain(failure: PullFailure, image: Words, registry: Words, platform: string): readonly [Words, Words] {
  switch (failure) {
    case 'disk-full':
      return [words`${image} does not fit on the disk on which the engine keeps its images`, FREE_THE_DISK]
    case 'not-found':
      return [
        words`${image} is neither in the engine nor in a registry (${registry})`,
        words`Check the name and tag. ${BUILT_HERE} A private image needs a login first (docker/login-action).`,
      ]
    case 'login':
      return [
        words`the registry ${registry} does not give ${image} without a login, or the login may not read it`,
        words`Log in to ${registry} before this step (docker/login-action, or "docker login"), with an account that may read the image.`,
      ]
    case 'platform':
      return [
        words`${image} has no variant for the engine's platform, ${outside(platform)}`,
        words`Build it for ${outside(platform)} (build-push-action: platforms), or use a runner of the image's architecture.`,
      ]
    case 'unreachable':
      return [
        words`${image} is not in the engine, and its registry ${registry} cannot be reached`,
        words`${BUILT_HERE} Otherwise check the name of the registry and the engine's network and proxy.`,
      ]
    case 'rate-limit':
      return [
        words`the registry ${registry} refuses further pulls of ${image} for now`,
        words`Log in before this step (docker/login-action), which raises the limit, or wait.`,
      ]
    case 'bad-reference':
      return [
        words`"target.image" is not an image reference`,
        words`Write name:tag, name@sha256:… or an image id, sha256:….`,
      ]
    case 'other':
      return [
        words`${image} could not be pulled from ${registry}`,
        words`Try "docker pull" with it on this machine. ${BUILT_HERE}`,
      ]
  }
}
