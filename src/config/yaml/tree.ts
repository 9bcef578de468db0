import type { Place } from '../../model/errors.ts'

/** What a YAML text says, with the place of everything and with the source text of every scalar. Inputs become scalars of the same tree. */
export type Tree = MapTree | ListTree | ScalarTree | EmptyTree

export type MapTree = { readonly kind: 'map'; readonly place: Place; readonly entries: readonly Entry[] }
export type Entry = { readonly key: string; readonly keyPlace: Place; readonly value: Tree }
export type ListTree = { readonly kind: 'list'; readonly place: Place; readonly items: readonly Tree[] }
/** `text` is as written, without quotes; `plain` when it had none. */
export type ScalarTree = {
  readonly kind: 'scalar'
  readonly place: Place
  readonly text: string
  readonly plain: boolean
}
/** Nothing after the colon, `~` or `null`. */
export type EmptyTree = { readonly kind: 'empty'; readonly place: Place; readonly text: string }

export type Path = readonly PropertyKey[]

/** The entry of a map, where the tree is a map that has it. */
export function entryOf(tree: Tree | null, key: PropertyKey): Entry | null {
  return tree?.kind === 'map' ? (tree.entries.find((entry) => entry.key === key) ?? null) : null
}

/** The subtree at a path; `null` where there is none. */
export function subtree(tree: Tree | null, path: Path): Tree | null {
  return path.reduce<Tree | null>((at, step) => {
    if (at?.kind === 'list') return typeof step === 'number' ? (at.items[step] ?? null) : null
    return entryOf(at, step)?.value ?? null
  }, tree)
}

/** The place of the value at a path; of the nearest thing around it where the path leads nowhere. */
export function placeOf(tree: Tree, path: Path): Place {
  for (let length = path.length; length > 0; length--) {
    const found = subtree(tree, path.slice(0, length))
    if (found !== null) return found.place
  }
  return tree.place
}

/** The place of a key, for what is wrong with the key itself. */
export function placeOfKey(tree: Tree, path: Path, key: string): Place {
  return entryOf(subtree(tree, path), key)?.keyPlace ?? placeOf(tree, path)
}

/** The tree with one value set, maps on the way made where there are none. What was there is replaced, but nothing on the way is: it is a mistake to be told. */
export function withValue(tree: MapTree, path: readonly string[], value: Tree): MapTree {
  const [key, ...rest] = path
  if (key === undefined) return tree
  const old = entryOf(tree, key)
  if (rest.length > 0 && (old?.value.kind === 'scalar' || old?.value.kind === 'list')) return tree
  const inner: Tree = rest.length === 0 ? value : withValue(asMap(old?.value, value.place), rest, value)
  const entry = { key, keyPlace: old?.keyPlace ?? value.place, value: inner }
  const entries = old === null ? [...tree.entries, entry] : tree.entries.map((one) => (one === old ? entry : one))
  return { ...tree, entries }
}

function asMap(tree: Tree | undefined, place: Place): MapTree {
  return tree?.kind === 'map' ? tree : { kind: 'map', place, entries: [] }
}

/** Values for the schema: every scalar is its source text, an empty value is null, a literal (`isLiteral`) is its JSON text. */
export type Raw = string | null | Raw[] | { [key: string]: Raw }

export function toRaw(tree: Tree, isLiteral: (path: Path) => boolean, path: Path = []): Raw {
  if (isLiteral(path)) return toJson(tree)
  switch (tree.kind) {
    case 'scalar':
      return tree.text
    case 'empty':
      return null
    case 'list':
      return tree.items.map((item, index) => toRaw(item, isLiteral, [...path, index]))
    case 'map':
      return tree.entries.reduce<{ [key: string]: Raw }>((raw, { key, value }) => {
        raw[key] = toRaw(value, isLiteral, [...path, key])
        return raw
      }, Object.create(null))
  }
}

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/
const YAML_NUMBER = /^(?:[-+]?(?:\.\d+|\d+\.?\d*)(?:[eE][-+]?\d+)?|0o[0-7]+|0x[0-9a-fA-F]+)$/

/** The tree as JSON, by YAML 1.2's core schema. Numbers keep the digits they were written with. */
export function toJson(tree: Tree): string {
  switch (tree.kind) {
    case 'empty':
      return 'null'
    case 'list':
      return `[${tree.items.map(toJson).join(',')}]`
    case 'map':
      return `{${tree.entries.map(({ key, value }) => `${JSON.stringify(key)}:${toJson(value)}`).join(',')}}`
    case 'scalar':
      if (!tree.plain) return JSON.stringify(tree.text)
      if (/^(?:true|True|TRUE|false|False|FALSE)$/.test(tree.text)) return tree.text.toLowerCase()
      if (JSON_NUMBER.test(tree.text)) return tree.text
      return YAML_NUMBER.test(tree.text) && Number.isFinite(Number(tree.text))
        ? String(Number(tree.text))
        : JSON.stringify(tree.text)
  }
}
