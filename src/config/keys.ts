import {
  baselineSchema,
  configSchema,
  readySchema,
  requestSchema,
  stageSchema,
  targetSchema,
  toleranceSchema,
} from './schema.ts'
import type { Path } from './tree.ts'

/** The keys of one map of the configuration. `later`: keys that belong to other versions, with the key of this version that each stands for. */
export type Level = { readonly keys: readonly string[]; readonly later: Readonly<Record<string, string | null>> }

/** Every map of the configuration by its path, `*` for a place in a list. */
export const LEVELS: Readonly<Record<string, Level>> = {
  '': level(configSchema, ['dependencies', 'budget', 'abort', 'accept', 'seed', 'capacity']),
  target: level(targetSchema, [
    ...[
      'replicas',
      'balancer',
      'cpuset',
      'pids',
      'nofile',
      'shm-size',
      'tmpfs',
      'read-only',
      'mounts',
      'env-file',
      'network',
      'platform',
      'gpus',
    ],
  ]),
  'target.ready': level(readySchema, []),
  'requests.*': level(requestSchema, ['query', 'text-file', 'file', 'form', 'keep-alive']),
  'requests.*.expect': level(requestSchema.shape.expect.unwrap(), ['body-contains', 'json']),
  'stages.*': level(stageSchema, [
    ...['requests', 'spawn-rate', 'think-time', 'arrivals', 'max-in-flight', 'engine'],
    { rate: 'connections', users: 'connections' },
  ]),
  baseline: level(baselineSchema, ['image']),
  'baseline.tolerance': level(toleranceSchema, []),
}

function level(schema: { readonly shape: object }, later: readonly (string | Record<string, string>)[]): Level {
  const entries = later.flatMap((one): [string, string | null][] =>
    typeof one === 'string' ? [[one, null]] : Object.entries(one),
  )
  return { keys: Object.keys(schema.shape), later: Object.fromEntries(entries) }
}

export function levelAt(path: Path): Level {
  return LEVELS[levelName(path)] ?? { keys: [], later: {} }
}

/** `['requests', 0, 'expect']` is `requests.*.expect`. */
export function levelName(path: Path): string {
  return path.map((step) => (typeof step === 'number' ? '*' : String(step))).join('.')
}

/** Where a key that is unknown here is known; `null` where it is nowhere. */
export function levelThatKnows(key: string): string | null {
  const found = Object.entries(LEVELS).find(([, { keys }]) => keys.includes(key))
  return found === undefined ? null : found[0].replace('requests.*', 'a request').replace('stages.*', 'a stage')
}
