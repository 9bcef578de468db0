import { type Outside, outside, words } from './outside.ts'
import { type Parsed, parsed, wrong } from './parsed.ts'

/** Which gate this is. Two gates of one repository never share a comment or an artifact; the runs of one gate always do. */
export type GateKey = {
  /** For hidden marks and artifact names: letters, digits, `.`, `_` and `-`, at most 100 characters. */
  readonly id: string
  /** What people call it, to tell two comments on one pull request apart. */
  readonly label: Outside
}

/** What tells one gate from another where nobody named it. `null` and an empty text: not known, or not there. */
export type GateKeyParts = {
  /** Path of the workflow file, without repository and ref; its name where there is no path. */
  readonly workflow: string | null
  readonly job: string | null
  /** The step, as the runner names it: a second use of the action in a job has a name of its own. */
  readonly step: string | null
  /** Path of the configuration file; `null` where the configuration is in the workflow. */
  readonly config: string | null
  /** Of the image under test, without tag and digest; `null` where it is given by its id. */
  readonly imageRepository: string | null
  /** The job's matrix as JSON. */
  readonly matrix: string | null
}

const LONGEST = 100
const NAME = new RegExp(`^[A-Za-z0-9][A-Za-z0-9._-]{0,${LONGEST - 1}}$`)

/** Ends the id of a capacity run's key. No name that a person chooses can end so. */
const CAPACITY = '+capacity'

/** The key of a capacity run at the place of a gate, so that the two share neither comment nor artifact. */
export function capacityKey({ id, label }: GateKey): GateKey {
  return { id: `${id}${CAPACITY}`, label }
}

/** The key of a calibration there: what it uploads is nobody's result, and `readKeyId` knows no such key. */
export function calibrationKey({ id, label }: GateKey): GateKey {
  return { id: `${id}+calibration`, label }
}

/** Whether a key is that of a capacity run. */
export function isCapacityKey({ id }: Pick<GateKey, 'id'>): boolean {
  return id.endsWith(CAPACITY)
}

/** The key of an id that comes back from outside; `null` for what no key can have. */
export function readKeyId(id: string): GateKey | null {
  const name = id.endsWith(CAPACITY) ? id.slice(0, -CAPACITY.length) : id
  return NAME.test(name) ? { id, label: outside(name) } : null
}

/** The key that a person chose. */
export function readGateKey(given: string): Parsed<GateKey> {
  if (NAME.test(given)) return parsed({ id: given, label: outside(given) })
  return wrong(
    words`"${outside(given)}" cannot be a key`,
    words`Use letters, digits, ".", "_" and "-", at most ${LONGEST} of them, and begin with a letter or digit, like gate-\${{ matrix.cpus }}.`,
  )
}

/** The key of a gate that nobody named: readable words from job and matrix, and a short hash of all the parts. */
export function makeGateKey(parts: GateKeyParts): GateKey {
  const { workflow, job, step, config, imageRepository } = parts
  const matrix = parseMatrix(parts.matrix)
  const all = [workflow, job, step, config, imageRepository, canonical(matrix)]
  const hash = fnv64(JSON.stringify(all.map((part) => part ?? '')))
  const values = leaves(matrix)
  const slug = [job ?? 'gate', ...values].map(slugOf).filter(Boolean).join('-').slice(0, SLUG).replace(/-+$/, '')
  const file = workflow?.split('/').at(-1)
  const named = [file, job, values.join(', ')].filter((part) => part !== undefined && part !== null && part !== '')
  return { id: slug === '' ? hash : `${slug}-${hash}`, label: outside(named.length === 0 ? 'gate' : named.join(' / ')) }
}

/** Longest readable part, in characters. */
const SLUG = 40

function slugOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
}

/** A job without a matrix has `null` or `{}`. What is no JSON stays the text that it is. */
function parseMatrix(text: string | null): unknown {
  if (text === null || text.trim() === '') return null
  try {
    return JSON.parse(text) as unknown
  } catch {
    // A value of the hidden input that somebody overrode: it tells gates apart as well as JSON does.
    return text.trim()
  }
}

/** JSON in which neither white space nor the order of keys makes a difference; empty for an empty matrix. */
function canonical(value: unknown): string {
  if (value === null || (typeof value === 'object' && Object.keys(value).length === 0)) return ''
  return JSON.stringify(value, (_, inner: unknown) => (isRecord(inner) ? sorted(inner) : inner))
}

function sorted(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The values in it, in the order of their keys' names. */
function leaves(value: unknown): readonly string[] {
  if (value === null) return []
  if (Array.isArray(value)) return value.flatMap(leaves)
  return isRecord(value) ? Object.values(sorted(value)).flatMap(leaves) : [String(value)]
}

/**
 * FNV-1a, 64 bits, as 16 hexadecimal digits. It tells gates apart and guards nothing: who can change a workflow can give any key.
 * http://www.isthe.com/chongo/tech/comp/fnv/
 */
function fnv64(text: string): string {
  let hash = 0xcbf29ce484222325n
  for (const byte of new TextEncoder().encode(text)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n)
  }
  return hash.toString(16).padStart(16, '0')
}
