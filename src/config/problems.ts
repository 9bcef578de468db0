import type { z } from 'zod'
import type { Problem } from '../model/errors.ts'
import { nearest } from '../model/nearest.ts'
import { outside, type Words, words } from '../model/outside.ts'
import type { Wrong } from '../model/parsed.ts'
import { levelAt, levelName, levelThatKnows } from './keys.ts'
import { labelOf } from './labels.ts'
import { type MapTree, type Path, placeOf, placeOfKey, subtree } from './yaml/tree.ts'
import { type Advice, emptyList, wrongKind } from './yaml/wrong-kind.ts'

type Issue = z.core.$ZodIssue

/** What the schema found wrong, in our words and with places. */
export function problemsOf(tree: MapTree, issues: readonly Issue[]): readonly Problem[] {
  const flat = issues.flatMap((issue) => flatten(issue, tree))
  const guessed = flat.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? issue.keys.map((key) => meantKey(issue.path, key)) : [],
  )
  return flat.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(tree, issue.path, key))
    // A mistyped `conections` is one mistake: that `connections` is missing needs no line of its own.
    return guessed.includes(pathText(issue.path)) && subtree(tree, issue.path) === null ? [] : [problemOf(tree, issue)]
  })
}

/** The issue of the alternative that was meant, told by the kind of value that stands there. */
function flatten(issue: Issue, tree: MapTree): readonly Issue[] {
  if (issue.code !== 'invalid_union') return [issue]
  const meant = issue.errors.find(
    (errors) => !errors.some((one) => one.code === 'invalid_type' && one.path.length === 0),
  )
  return meant === undefined
    ? [issue]
    : meant.flatMap((one) => flatten({ ...one, path: [...issue.path, ...one.path] }, tree))
}

function pathText(path: Path): string {
  return path.map(String).join('\n')
}

function meantKey(path: Path, key: string): string {
  return pathText([...path, similarKey(path, key) ?? key])
}

/** What docker and compose call the keys of a mount. */
const MOUNT_KEYS: Readonly<Record<string, string>> = { src: 'source', target: 'path', dst: 'path', destination: 'path' }

/** The key of this map that was most likely meant; `null` where none is like it, or where the key is one of a map around this one and only stands too deep. */
function similarKey(path: Path, key: string): string | null {
  const level = levelName(path)
  if (level.endsWith('.mounts.*') && Object.hasOwn(MOUNT_KEYS, key)) return MOUNT_KEYS[key] ?? null
  const home = levelThatKnows(key)
  const isAround = home !== null && level !== home && (home === '' || level.startsWith(`${home}.`))
  return isAround ? null : nearest(key, levelAt(path).keys)
}

function unknownKey(tree: MapTree, path: Path, key: string): Problem {
  const { keys, later } = levelAt(path)
  const place = placeOfKey(tree, path, key)
  const where = path.length === 0 ? [] : words`${labelOf(tree, path)}: `
  const known = words`Known here: ${keys.join(', ')}.`
  if (later.includes(key)) {
    return {
      place,
      text: words`${where}"${outside(key)}" is not supported in this version`,
      fix: words`Remove it. ${known}`,
    }
  }
  if (/^\d+$/.test(key) && path[0] === 'target') {
    const fix = words`In brackets a comma ends a value: quote a list, like '0,2'.`
    return { place, text: words`${where}unknown key "${outside(key)}"`, fix }
  }
  const near = similarKey(path, key)
  const home = levelThatKnows(key, levelName(path))
  const guess = near !== null ? words`Did you mean ${near}? ` : home !== null ? belongs(key, home) : []
  return { place, text: words`${where}unknown key "${outside(key)}"`, fix: words`${guess}${known}` }
}

function belongs(key: string, home: string): Words {
  return home === '' ? words`${key} belongs at the top, not indented. ` : words`${key} belongs under ${home}. `
}

function problemOf(tree: MapTree, issue: Issue): Problem {
  const place = placeOf(tree, issue.path)
  const label = labelOf(tree, issue.path)
  switch (issue.code) {
    case 'custom': {
      const wrong = issue.params?.wrong as Wrong
      return { place, text: words`${label}: ${wrong.text}`, fix: wrong.fix }
    }
    case 'invalid_value':
      return { place, ...badChoice(tree, issue.path, issue.values.map(String), label) }
    case 'too_small':
      return { place, ...emptyList(issue.path, label) }
    case 'invalid_type':
      return wrongKind(tree, issue.path, [issue.expected])
    case 'invalid_union':
      return wrongKind(
        tree,
        issue.path,
        issue.errors.flatMap((errors) => errors.flatMap((one) => (one.code === 'invalid_type' ? [one.expected] : []))),
      )
    default:
      return {
        place,
        text: words`${label}: ${outside(issue.message)}`,
        fix: words`Compare with perf-gate.schema.json.`,
      }
  }
}

function badChoice(tree: MapTree, path: Path, values: readonly string[], label: Words): Advice {
  const found = subtree(tree, path)
  if (found === null || found.kind !== 'scalar') return wrongKind(tree, path, ['string'])
  const allowed = words`Write one of ${values.join(', ')}.`
  const near = nearest(found.text, values)
  const guess = near === null ? [] : words`Did you mean ${near}? `
  return { text: words`${label}: "${outside(found.text)}" is not a value of this key`, fix: words`${guess}${allowed}` }
}
