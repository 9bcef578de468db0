import type { Problem } from '../../model/errors.ts'
import { joinWords, outside, type Words, words } from '../../model/outside.ts'
import { levelAt, levelName } from '../keys.ts'
import { labelOf } from '../labels.ts'
import { REQUESTS_BLOCK } from '../requests/requests-block.ts'
import { type MapTree, type Path, placeOf, subtree, type Tree } from './tree.ts'

/** What is wrong and what to do, without the place. */
export type Advice = Pick<Problem, 'text' | 'fix'>

/** zod's names of kinds in words. */
const KIND: Readonly<Record<string, string>> = { string: 'a text', object: 'keys', record: 'keys', array: 'a list' }

const EXAMPLES: Readonly<Record<string, string>> = {
  'stages.*.name': 'steady',
  'requests.*.name': 'predict',
  'requests.*.path': '/predict',
  'target.mounts.*.source': './model',
  'target.mounts.*.path': '/model',
  'target.balancer.image': 'name:tag',
  'target.balancer.mounts.*.source': './nginx.conf',
  'target.balancer.mounts.*.path': '/etc/nginx/nginx.conf',
  'dependencies.compose': 'compose.yml',
  'dependencies.services': '[mlflow, minio]',
  'accept.*.stage': "steady (or '*' for all)",
  'accept.*.metric': 'p95',
  'accept.*.up-to': '12%',
  'accept.*.reason': 'why it is accepted',
  'accept.*.issue': '123',
  'accept.*.until': '2030-12-31',
}

/** A value that is missing, empty, or of another kind than the schema's. `expected` is in zod's words. */
export function wrongKind(tree: MapTree, path: Path, expected: readonly string[]): Problem {
  const place = placeOf(tree, path)
  const found = subtree(tree, path)
  const label = labelOf(tree, path)
  const level = levelName(path)
  if (found === null) {
    const key = String(path.at(-1))
    return {
      place,
      text: words`${labelOf(tree, path.slice(0, -1))}: ${key} is missing`,
      fix: words`Add ${key}: ${EXAMPLES[level] ?? '…'}`,
    }
  }
  if (found.kind === 'empty') return { place, ...emptyValue(level, label, found.text) }
  const kinds = [...new Set(expected.map((kind) => KIND[kind] ?? kind))]
  const what = {
    map: words`keys`,
    list: words`a list`,
    scalar: scalarFound(level, found),
  }[found.kind]
  return { place, text: words`${label}: expected ${kinds.join(' or ')}, found ${what}`, fix: kindAdvice(level, kinds) }
}

/** What stands in place of headers or environment may be a secret. */
function scalarFound(level: string, found: Tree): Words {
  if (found.kind !== 'scalar') return []
  return /\.(?:env|headers|query)$/.test(level) ? words`a text` : words`"${outside(found.text)}"`
}

function emptyValue(level: string, label: Words, written: string): Advice {
  if (level === 'requests') return { text: words`requests is empty: nothing would be sent`, fix: REQUESTS_BLOCK }
  if (level === 'stages') return emptyList(['stages'], label)
  const text =
    written === '' ? words`${label} is empty` : words`${label} is ${outside(written)}, which YAML takes for no value`
  if (level === 'thresholds')
    return {
      text,
      fix: words`List what must hold, write [] to ask for nothing, or remove the key for the default (failures < 1%).`,
    }
  if (/^(?:target(?:\.balancer)?\.env|requests\.\*\.(?:headers|query|form))\./.test(level)) {
    return {
      text,
      fix:
        written === ''
          ? words`Write '' for an empty text, or remove the key.`
          : words`Write '${outside(written)}' in quotes for the text.`,
    }
  }
  if (written === '' && /^accept\.\*\.(?:issue|reason)$/.test(level))
    return {
      text: words`${text}: what follows an unquoted "#" is a comment in YAML`,
      fix: level.endsWith('issue')
        ? words`Quote it, like '#123', or write 123.`
        : words`Write a text, in quotes where it holds "#".`,
    }
  if (level.startsWith('capacity.')) return { text, fix: words`Write {} for the defaults, or remove the key.` }
  if (level.endsWith('.*')) return { text, fix: words`Write something after the "-", or remove the line.` }
  return { text, fix: words`Give it a value, or remove the key.` }
}

const LIST_EXAMPLES: Readonly<Record<string, string>> = {
  requests: '{ name: predict, path: /predict }',
  stages: '{ name: steady, connections: 10, duration: 10s }',
  thresholds: 'p95 < 250ms',
  accept: '{ stage: steady, metric: p95, up-to: 12%, reason: safer model, issue: 123, until: 2030-12-31 }',
  'target.mounts': '{ source: ./model, path: /model }',
  'target.balancer.mounts': '{ source: ./nginx.conf, path: /etc/nginx/nginx.conf }',
}

/** Keys that a container has, be it the target or a proxy in front of it. */
const CONTAINER_ADVICE: Readonly<Record<string, Words>> = {
  command: words`Write one entry for each argument, like [uvicorn, app:app].`,
  entrypoint: words`Write one entry for each argument, like [uvicorn, app:app].`,
  env: words`Write one NAME: value in each line below it.`,
  cpuset: words`Write it as one text, like 1-2 or "0,2".`,
  'env-file': words`Write the path of a file, or a list of paths.`,
  gpus: words`Write all, a number, or { ids: ['0', '1'] }.`,
  tmpfs: words`Write a list of paths like [/tmp], or paths with their sizes: { /tmp: 64m }.`,
  mounts: words`Write what is copied in and where to: { ./model: /model }.`,
}

function kindAdvice(level: string, kinds: readonly string[]): Words {
  const [, key = ''] = /^target\.(?:balancer\.)?([\w-]+)$/.exec(level) ?? []
  const advised = CONTAINER_ADVICE[key]
  if (advised !== undefined) return advised
  if (['requests.*.headers', 'requests.*.query', 'requests.*.form'].includes(level))
    return words`Write one NAME: value in each line below it.`
  if (level === 'target') return words`Write its keys below it, indented, like image: name:tag.`
  if (LIST_EXAMPLES[level.replace(/\.\*$/, '')] !== undefined && level.endsWith('.*'))
    return words`Write it like - ${LIST_EXAMPLES[level.slice(0, -2)] ?? ''}`
  const example = LIST_EXAMPLES[level]
  const advice: readonly Words[] = [
    ...(kinds.includes('a text') ? [words`Write a single value`] : []),
    ...(kinds.includes('a list')
      ? [
          words`Begin each entry with "- " in a line of its own below the key${example === undefined ? '' : `, like - ${example}`}`,
        ]
      : []),
    ...(kinds.includes('keys') ? [words`Write its keys below it, indented: ${knownKeys(level)}`] : []),
  ]
  return words`${joinWords(advice, '. Or: ')}.`
}

function knownKeys(level: string): string {
  const { keys } = levelAt(level === '' ? [] : level.split('.').map((step) => (step === '*' ? 0 : step)))
  return keys.length === 0 ? 'key: value' : keys.join(', ')
}

/** A list that has no entries where it needs some. */
export function emptyList(path: Path, label: Words): Advice {
  if (levelName(path) === 'stages') {
    return {
      text: words`stages is an empty list: nothing would be measured`,
      fix: words`List at least one stage, like - { name: steady, connections: 10, duration: 10s }, or remove the key for the default stages.`,
    }
  }
  if (levelName(path) === 'requests')
    return { text: words`requests is an empty list: nothing would be sent`, fix: REQUESTS_BLOCK }
  if (levelName(path) === 'dependencies.services')
    return { text: words`${label} is an empty list`, fix: words`List at least one, or remove dependencies.` }
  return { text: words`${label} is an empty list`, fix: words`List at least one value, or remove the key.` }
}
