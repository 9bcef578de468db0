import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar } from 'yaml'
import type { Place, Problem } from '../../model/errors.ts'
import { outside, type Words, words } from '../../model/outside.ts'
import { unmask } from './block-signs.ts'
import type { EmptyTree, Entry, ScalarTree, Tree } from './tree.ts'

/** Far beyond any real configuration; aliases multiply what they stand for. */
const DEEPEST = 50
const MOST_NODES = 100_000
const MOST_ALIASES = 100

/** The place of a character of the text. */
export type Offset = (offset: number) => Place

/** One walk over a YAML document that makes a tree of it: it counts what it meets and collects what is wrong. */
export class Conversion {
  readonly problems: Problem[] = []
  readonly #document: Document.Parsed
  readonly #place: Offset
  #nodes = 0
  #aliases = 0

  constructor(document: Document.Parsed, place: Offset) {
    this.#document = document
    this.#place = place
  }

  report(place: Place, text: Words, fix: Words): void {
    this.problems.push({ place, text, fix })
  }

  tree(node: Node, depth: number): Tree {
    const place = this.#placeOf(node)
    const empty: Tree = { kind: 'empty', place, text: '' }
    if (this.#tooMuch(place, depth)) return empty
    if (isAlias(node)) {
      const target = this.#follow(node.source, () => node.resolve(this.#document), place)
      return target === null ? empty : this.tree(target, depth + 1)
    }
    if (node.tag !== undefined && this.#hasTag(node)) {
      this.report(
        place,
        words`the tag ${outside(node.tag.replace('tag:yaml.org,2002:', '!!'))} is not supported`,
        words`Remove the tag; quote a value that must stay text.`,
      )
    }
    if (isMap(node))
      return { kind: 'map', place, entries: this.#entries(node.items as Pair<Node, Node | null>[], depth) }
    if (isSeq(node))
      return { kind: 'list', place, items: (node.items as Node[]).map((item) => this.tree(item, depth + 1)) }
    return isScalar(node) ? scalarTree(node, place) : empty
  }

  #placeOf(node: Node): Place {
    return this.#place(node.range?.[0] ?? 0)
  }

  /** The parser gives collections a tag of their own; only written tags are to be refused. */
  #hasTag(node: Node): boolean {
    return isScalar(node) || !['tag:yaml.org,2002:map', 'tag:yaml.org,2002:seq'].includes(node.tag ?? '')
  }

  #tooMuch(place: Place, depth: number): boolean {
    this.#nodes++
    const much = depth > DEEPEST ? 'too deeply nested' : this.#nodes > MOST_NODES ? 'too large' : null
    if (much === null) return false
    const told = this.problems.some(({ text }) => text[0] === `the configuration is ${much}`)
    if (!told)
      this.report(
        place,
        [`the configuration is ${much}`],
        words`Check anchors and aliases (&name, *name) that contain each other.`,
      )
    return true
  }

  #follow(name: string, resolve: () => Node | undefined, place: Place): Node | null {
    this.#aliases++
    if (this.#aliases > MOST_ALIASES) {
      if (this.#aliases === MOST_ALIASES + 1)
        this.report(place, words`more than ${MOST_ALIASES} aliases`, words`Write the values out.`)
      return null
    }
    const target = resolve() ?? null
    if (target === null) {
      this.report(
        place,
        words`*${outside(name)} is an alias, but nothing is called &${outside(name)}`,
        words`Quote the value if it is a text: '*${outside(name)}'.`,
      )
    }
    return target
  }

  #entries(pairs: readonly Pair<Node, Node | null>[], depth: number): Entry[] {
    const own = new Map<string, Entry>()
    const merged = new Map<string, Entry>()
    for (const pair of pairs) {
      const key = this.#key(pair.key)
      if (key === null) continue
      const value: Tree =
        pair.value === null ? { kind: 'empty', place: key.place, text: '' } : this.tree(pair.value, depth + 1)
      const entry = { key: key.text, keyPlace: key.place, value }
      const first = own.get(key.text)
      if (key.text === '<<' && key.plain)
        for (const one of this.#merge(value)) merged.set(one.key, merged.get(one.key) ?? one)
      else if (first === undefined) own.set(key.text, entry)
      else this.#again(entry, first)
    }
    return [...[...merged.values()].filter(({ key }) => !own.has(key)), ...own.values()]
  }

  #again(entry: Entry, first: Entry): void {
    const line = first.keyPlace.kind === 'file' ? first.keyPlace.line : 0
    this.report(
      entry.keyPlace,
      words`the key "${outside(entry.key)}" stands here again, first in line ${line}`,
      words`Keep one of the two.`,
    )
  }

  #key(node: Node): { text: string; place: Place; plain: boolean } | null {
    const place = this.#placeOf(node)
    if (isScalar(node)) {
      const { text } = scalarTree(node, place)
      if (text !== '' && text !== '__proto__') return { text, place, plain: node.type === 'PLAIN' }
    }
    this.report(place, words`this cannot be a key`, words`A key is a plain word; quote a value that holds { } or [ ].`)
    return null
  }

  #merge(value: Tree): readonly Entry[] {
    if (value.kind === 'map') return value.entries
    if (value.kind === 'list' && value.items.every((item) => item.kind === 'map'))
      return value.items.flatMap((item) => this.#merge(item))
    this.report(
      value.place,
      words`<< expects a map or an alias of one`,
      words`Write << : *name, where &name marks a map.`,
    )
    return []
  }
}

function scalarTree(node: Scalar, place: Place): ScalarTree | EmptyTree {
  const plain = node.type === 'PLAIN' || node.type === undefined
  const text = unmask(plain ? (node.source ?? '') : String(node.value))
  return plain && /^(?:|~|null|Null|NULL)$/.test(text)
    ? { kind: 'empty', place, text }
    : { kind: 'scalar', place, text, plain }
}
