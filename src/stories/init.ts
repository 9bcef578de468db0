import { adviseEnding, describeEnding } from '../model/causes/endings.ts'
import type { RequestSpec, TargetSpec } from '../model/config.ts'
import type { DraftRequest } from '../model/draft.ts'
import { SetupError } from '../model/errors.ts'
import type { Probe } from '../model/evidence.ts'
import { secretsOf } from '../model/mask.ts'
import { outside, type Words, words } from '../model/outside.ts'
import { parseJson } from '../model/suggest/json.ts'
import { judgeProbe } from '../model/suggest/judge-probe.ts'
import { EXAMPLE_REQUEST, indexRequest, mlflowRequest } from '../model/suggest/known-requests.ts'
import { type Suggestions, suggestRequests } from '../model/suggest/suggest-requests.ts'
import type { HttpReader, Load, Page, RunId, Scope, Target, Targets } from '../ports.ts'

/** Everything that learning about an image needs from outside. */
export type InitWorld = Scope & {
  readonly runId: RunId
  readonly targets: Targets
  readonly openLoad: () => Promise<Load>
  readonly reader: HttpReader
  /** Drafted requests as the configuration's reader will read them from the file. Throws ConfigError. */
  readonly readRequests: (drafts: readonly DraftRequest[]) => readonly RequestSpec[]
}

/** What a started image has shown. */
export type Learned = {
  /** The path that answered 2xx and sounds like readiness; `null`: none did. */
  readonly readyPath: string | null
  /** At least one of them is written, and each that is written has been sent once. */
  readonly requests: readonly DraftRequest[]
  readonly notes: readonly Words[]
}

/**
 * Starts the image, asks it what it serves, and sends each request that this suggests once.
 * Throws SetupError where the image cannot be had or does not start, and the signal's reason when interrupted; nothing is left running.
 */
export async function learn(world: InitWorld, spec: TargetSpec): Promise<Learned> {
  await using testbed = await world.targets.prepare(
    {
      runId: world.runId,
      images: new Map([['candidate', spec]]),
      optional: [],
      dependencies: null,
      peakConnections: 1,
      secrets: secretsOf(spec, []),
      deadlineEpochMs: world.clock.date().getTime() + HOUR_MS,
    },
    world,
  )
  world.log.say(words`Starting ${outside(spec.image)} to see what it serves`)
  const outcome = await testbed.start('candidate', spec, world)
  if (outcome.state === 'failed') {
    const { ending } = outcome
    throw new SetupError(
      words`The target did not start: ${describeEnding(ending, { memoryBytes: spec.memoryBytes, balancer: null })}`,
      adviseEnding(ending),
      {
        lastLines: ending.lastLines,
      },
    )
  }
  await using target = outcome.target
  return await ask(world, addressOf(target, spec))
}

/** Nobody may think that this start is dead while it may still live. */
const HOUR_MS = 60 * 60_000

/** Where the image is asked, and how. */
type Address = Pick<Page, 'endpoint' | 'tls'>

function addressOf(target: Target, { tls }: TargetSpec): Address {
  const [endpoint] = target.endpoints
  if (endpoint === undefined) throw new Error('a ready target has no endpoint')
  return { endpoint, tls }
}

async function ask(world: InitWorld, address: Address): Promise<Learned> {
  const readyPath = await findReady(world, address)
  const { requests, notes } = await suggest(world, address)
  const tried = await tryRequests(world, address, requests)
  if (tried.some(({ state }) => state === 'written')) return { readyPath, requests: tried, notes }
  const index = indexRequest(await statusOf(world, address, '/'))
  if (requests.length > 0) return { readyPath, requests: [...tried, index], notes }
  return { readyPath, requests: [index, EXAMPLE_REQUEST], notes: [NOTHING_KNOWN, ...notes] }
}

const NOTHING_KNOWN = words`The image does not say what it serves (no /openapi.json): write the requests that its callers send.`

const READY_PATHS = ['/health', '/healthz', '/ready', '/ping']

async function findReady(world: InitWorld, address: Address): Promise<string | null> {
  for (const path of READY_PATHS) {
    const status = await statusOf(world, address, path)
    if (status !== null && status >= 200 && status <= 299) return path
  }
  return null
}

async function suggest(world: InitWorld, address: Address): Promise<Suggestions> {
  const page = await read(world, address, '/openapi.json', LARGEST_DOCUMENT)
  const document = page?.status === 200 && page.text !== null ? parseJson(page.text) : undefined
  if (document !== undefined) {
    world.log.say(words`Reading its /openapi.json`)
    return suggestRequests(document)
  }
  // MLflow's scoring server before 3.0, and whatever else follows the same convention, has no document: POST only, so that GET gives 405.
  const invocations = await statusOf(world, address, '/invocations')
  return { requests: invocations === 405 ? [mlflowRequest()] : [], notes: [] }
}

const LARGEST_DOCUMENT = 4 * 1024 ** 2
const SMALL_PAGE = 64 * 1024
const PAGE_WITHIN_MS = 5_000

async function statusOf(world: InitWorld, address: Address, path: string): Promise<number | null> {
  return (await read(world, address, path, SMALL_PAGE))?.status ?? null
}

async function read(world: InitWorld, address: Address, path: string, maxBytes: number) {
  return await world.reader.read({ ...address, path, maxBytes, withinMs: PAGE_WITHIN_MS }, world.signal)
}

/** Sends each request once as the file will have it, and says of each what came back. */
async function tryRequests(
  world: InitWorld,
  address: Address,
  drafts: readonly DraftRequest[],
): Promise<readonly DraftRequest[]> {
  const readable = drafts.filter((draft) => canBeRead(world, draft))
  if (readable.length === 0) return []
  await using load = await world.openLoad()
  // Of what comes back the bodies are not used.
  const probes = await load.probe({ ...address, requests: world.readRequests(readable), secrets: [] }, world.signal)
  for (const probe of probes) world.log.say(describeProbe(probe))
  return readable.map((draft, index) => judgeProbe(draft, probes[index] ?? null))
}

/** What an image suggests may be more than the configuration allows; it is left out then. */
function canBeRead(world: InitWorld, draft: DraftRequest): boolean {
  try {
    return world.readRequests([draft]).length === 1
  } catch {
    // The reader's problems name places of a text that nobody has written.
    return false
  }
}

function describeProbe({ request, status, error }: Probe): Words {
  if (status === null) return words`${outside(request)}: no answer (${error ?? 'no reason given'})`
  return words`${outside(request)}: ${status}`
}
