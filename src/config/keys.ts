import { acceptSchema } from './schema/accept-schema.ts'
import { baselineSchema, toleranceSchema } from './schema/baseline-schema.ts'
import { capacitySchema, kneeSchema, maxRateSchema, memoryFloorSchema, tableSchema } from './schema/capacity-schema.ts'
import { mountSchema } from './schema/container-schema.ts'
import { dependenciesSchema } from './schema/dependencies-schema.ts'
import { expectSchema, formFileSchema, requestSchema } from './schema/request-schema.ts'
import { configSchema } from './schema/schema.ts'
import { abortSchema, stageSchema } from './schema/stage-schema.ts'
import { balancerSchema, gpusSchema, readySchema, targetSchema, tlsSchema } from './schema/target-schema.ts'
import type { Path } from './yaml/tree.ts'

/** The keys of one map of the configuration. `later`: keys that belong to other versions. */
export type Level = { readonly keys: readonly string[]; readonly later: readonly string[] }

/** Every map of the configuration by its path, `*` for a place in a list. */
export const LEVELS: Readonly<Record<string, Level>> = {
  '': level(configSchema, []),
  target: level(targetSchema, []),
  'target.ready': level(readySchema, []),
  'target.tls': level(tlsSchema, []),
  'target.gpus': level(gpusSchema, []),
  'target.mounts.*': level(mountSchema, []),
  'target.balancer': level(balancerSchema, []),
  'target.balancer.ready': level(readySchema, []),
  'target.balancer.tls': level(tlsSchema, []),
  'target.balancer.mounts.*': level(mountSchema, []),
  dependencies: level(dependenciesSchema, []),
  'requests.*': level(requestSchema, []),
  'requests.*.expect': level(expectSchema, []),
  'requests.*.form.*': level(formFileSchema, []),
  'stages.*': level(stageSchema, []),
  abort: level(abortSchema, []),
  baseline: level(baselineSchema, []),
  'baseline.tolerance': level(toleranceSchema, []),
  'accept.*': level(acceptSchema, []),
  capacity: level(capacitySchema, []),
  'capacity.knee': level(kneeSchema, []),
  'capacity.max-rate': level(maxRateSchema, []),
  'capacity.memory-floor': level(memoryFloorSchema, []),
  'capacity.table': level(tableSchema, []),
}

function level(schema: { readonly shape: object }, later: readonly string[]): Level {
  return { keys: Object.keys(schema.shape), later }
}

export function levelAt(path: Path): Level {
  return LEVELS[levelName(path)] ?? { keys: [], later: [] }
}

/** `['requests', 0, 'expect']` is `requests.*.expect`. The fields of a form are the user's own, as places in a list are. */
export function levelName(path: Path): string {
  const isField = (place: number) => place === 3 && path[0] === 'requests' && path[2] === 'form'
  return path.map((step, place) => (typeof step === 'number' || isField(place) ? '*' : String(step))).join('.')
}

/** Maps whose keys are words that people mean in other ways as well (`failures`, `type`, `source`). */
const NO_HOME = ['abort', 'requests.*.form.*', 'target.gpus', 'target.mounts.*', 'target.balancer.mounts.*']

/** Where a key that is unknown here is known, in a map of this one before others; `null` where it is nowhere. */
export function levelThatKnows(key: string, here = ''): string | null {
  const knowing = Object.entries(LEVELS).filter(([level, { keys }]) => keys.includes(key) && !NO_HOME.includes(level))
  const found = knowing.find(([level]) => here !== '' && level.startsWith(`${here}.`)) ?? knowing[0]
  return found === undefined
    ? null
    : found[0]
        .replace('requests.*', 'a request')
        .replace('stages.*', 'a stage')
        .replace('accept.*', 'an entry of accept')
}
