import type { DraftTarget, DraftVariable } from '../../model/draft.ts'
import { ConfigError } from '../../model/errors.ts'
import { outside, type Words, words } from '../../model/outside.ts'
import * as http from '../schema/http-scalars.ts'
import * as scalars from '../schema/scalars.ts'
import { type MapTree, type Path, subtree, type Tree } from '../yaml/tree.ts'
import type { ComposeOrder, ComposeTarget } from './compose-order.ts'
import { healthUrl } from './health-url.ts'
import { containerPorts } from './read-ports.ts'
import { splitWords } from './split-words.ts'
import { fillCompose, toConfigText } from './variables.ts'

/** Keys that change what the service is or can do and are not taken over. */
const NOT_TAKEN = [
  'volumes',
  'depends_on',
  'networks',
  'network_mode',
  'env_file',
  'secrets',
  'configs',
  'extends',
  'working_dir',
  'shm_size',
  'tmpfs',
  'devices',
  'gpus',
  'read_only',
  'platform',
]

/** One service as a target. What cannot be taken over is said in notes. Throws ConfigError where it has no image that could be started. */
export function readService(name: string, service: MapTree, order: ComposeOrder): ComposeTarget {
  const notes: Words[] = []
  const note = (text: Words) => void notes.push(text)
  const take = (path: Path, read: scalars.Reader<unknown>, key: string): string | null => {
    const filled = filledText(service, path, order, note)
    if (filled === null || filled === '') return null
    const result = read(filled)
    if (result.state === 'value') return filled
    note(words`Not taken from the compose file: ${outside(path.join('.'))} (${result.text}). Set target.${key}.`)
    return null
  }
  const health = healthUrl(subtree(service, ['healthcheck']))
  const target: DraftTarget = {
    image: imageOf(name, service, order),
    port: portOf(service, order, health?.port ?? null, note),
    cpus: take(['deploy', 'resources', 'limits', 'cpus'], scalars.cpus, 'cpus') ?? take(['cpus'], scalars.cpus, 'cpus'),
    memory: memoryOf(service, take),
    ready: health !== null && http.path(health.path).state === 'value' ? health.path : null,
    env: envOf(service, note),
    command: commandOf(service, 'command', order, note),
    entrypoint: commandOf(service, 'entrypoint', order, note),
    user: filledText(service, ['user'], order, note) || null,
  }
  const left = NOT_TAKEN.filter((key) => subtree(service, [key]) !== null)
  if (left.length > 0)
    note(words`Not taken from the compose file: ${left.join(', ')}. The image is started alone, without them.`)
  return { target, notes }
}

function imageOf(name: string, service: MapTree, order: ComposeOrder): string {
  if (order.image !== null) return order.image
  const tree = subtree(service, ['image'])
  const place = tree?.place ?? service.place
  if (tree?.kind !== 'scalar') {
    const built = subtree(service, ['build']) !== null
    const what = built ? '"build" and no "image": perf-gate starts images, it does not build them' : 'no "image"'
    const fix = built
      ? words`Build it first (docker compose build ${outside(name)}) and give the image's name by --image as well.`
      : words`Give one by --image as well.`
    throw new ConfigError([{ place, text: words`the service "${outside(name)}" has ${what}`, fix }])
  }
  const { text, missing } = fillCompose(tree.text, order.env)
  const wrong = scalars.image(text)
  if (missing !== null) {
    const text = words`the image "${outside(tree.text)}" needs ${outside(missing)}, which is not set`
    throw new ConfigError([
      { place, text, fix: words`Set it in the environment, or give the image by --image as well.` },
    ])
  }
  if (wrong.state === 'wrong') throw new ConfigError([{ place, text: wrong.text, fix: wrong.fix }])
  return text
}

type Note = (text: Words) => void

/** The text of a scalar with its variables filled in; `null` where there is none or it cannot be filled in, which is noted. */
function filledText(service: MapTree, path: Path, { env }: ComposeOrder, note: Note): string | null {
  const tree = subtree(service, path)
  if (tree?.kind !== 'scalar') return null
  const { text, missing } = fillCompose(tree.text, env)
  if (missing === null) return text
  note(words`Not taken from the compose file: ${outside(path.join('.'))}, because ${outside(missing)} is not set.`)
  return null
}

function portOf(service: MapTree, order: ComposeOrder, fromHealth: string | null, note: Note): string | null {
  const ports = containerPorts(service, order.env)
  const [first, ...others] = ports
  if (others.length > 0) {
    note(
      words`The service has several ports: ${ports.join(', ')}. If ${first ?? ''} is not the one that takes the requests, change target.port.`,
    )
  }
  return first ?? fromHealth
}

/** Compose takes a bare number for bytes; here it needs its unit. */
function memoryOf(
  service: MapTree,
  take: (path: Path, read: scalars.Reader<unknown>, key: string) => string | null,
): string | null {
  const read: scalars.Reader<unknown> = (text) => scalars.memory(withUnit(text))
  const paths = [['deploy', 'resources', 'limits', 'memory'], ['mem_limit']]
  const found = paths.map((path) => (subtree(service, path) === null ? null : take(path, read, 'memory')))
  const text = found.find((one) => one !== null) ?? null
  return text === null ? null : withUnit(text)
}

function withUnit(text: string): string {
  return /^\d+$/.test(text) ? `${text}b` : text
}

/** A map, or a list of `NAME=value`. A name alone is passed on from the environment. */
function envOf(service: MapTree, note: Note): readonly DraftVariable[] {
  const tree = subtree(service, ['environment'])
  const pairs = tree === null ? [] : pairsOf(tree)
  const found = new Map<string, DraftVariable>()
  for (const { name, source } of pairs) {
    if (!/^[^\s=\p{C}]+$/u.test(name) || name === '__proto__') {
      note(words`Not taken from the compose file: the variable "${outside(name)}", which is no name.`)
      continue
    }
    const { text, note: changed } = toConfigText(source ?? `\${${name}}`)
    if (text === null) note(words`The variable ${outside(name)} is ${changed ?? ''}.`)
    else found.set(name, { name, text: text.replaceAll('\0', ''), note: changed })
  }
  return [...found.values()]
}

function pairsOf(tree: Tree): readonly { readonly name: string; readonly source: string | null }[] {
  if (tree.kind === 'map')
    return tree.entries.map(({ key, value }) => ({ name: key, source: value.kind === 'scalar' ? value.text : null }))
  if (tree.kind !== 'list') return []
  return tree.items.flatMap((item) => {
    if (item.kind !== 'scalar') return []
    const [, name = '', source] = /^([^=]*)(?:=([\s\S]*))?$/.exec(item.text) ?? []
    return [{ name, source: source ?? null }]
  })
}

function commandOf(
  service: MapTree,
  key: 'command' | 'entrypoint',
  order: ComposeOrder,
  note: Note,
): readonly string[] | null {
  const tree = subtree(service, [key])
  if (tree?.kind === 'scalar') {
    const line = filledText(service, [key], order, note)
    const parts = line === null ? [] : splitWords(line)
    return parts.length === 0 ? null : parts
  }
  if (tree?.kind !== 'list') return null
  const parts = tree.items.map((_, index) => filledText(service, [key, index], order, note))
  const whole = parts.filter((part) => part !== null)
  return whole.length === 0 || whole.length < parts.length ? null : whole
}
