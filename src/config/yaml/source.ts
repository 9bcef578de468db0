import type { Document } from 'yaml'
import { LineCounter, parseAllDocuments } from 'yaml'
import type { Place, Problem } from '../../model/errors.ts'
import { words } from '../../model/outside.ts'
import { maskBlockSigns } from './block-signs.ts'
import { Conversion, type Offset } from './conversion.ts'
import type { MapTree } from './tree.ts'
import { explainYamlErrors } from './yaml-mistakes.ts'

/** Far beyond any real configuration and what the parser can bear: a hostile file must not use up memory and time. */
const LONGEST_TEXT = 256 * 1024
const MOST_OPEN_BRACKETS = 500

/** The tree is `null` where the text is no YAML at all; problems can stand beside a tree. */
export type Source = { readonly tree: MapTree | null; readonly problems: readonly Problem[] }

/** Reads a YAML text. `name` is what problems call it. An empty text is an empty map. */
export function readSource(text: string, name: string): Source {
  const start: Place = { kind: 'file', file: name, line: 1, column: 1 }
  if (text.length > LONGEST_TEXT) {
    return broken({
      place: start,
      text: words`the configuration is larger than 256 KiB`,
      fix: words`Put large bodies into files of their own (json-file).`,
    })
  }
  if (tooManyBrackets(text)) {
    return broken({
      place: start,
      text: words`the configuration is too deeply nested`,
      fix: words`Put such a body into a file of its own (json-file).`,
    })
  }
  const masked = maskBlockSigns(text)
  const lines = new LineCounter()
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { kind: 'file', file: name, line, column: col }
  }
  const documents = parseAllDocuments(masked, {
    lineCounter: lines,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  })
  const [document, second] = documents as Document.Parsed[]
  if (document === undefined) return { tree: { kind: 'map', place: start, entries: [] }, problems: [] }
  const errors = explainYamlErrors(document.errors, text, place)
  if (errors.length > 0) return { tree: null, problems: errors }
  if (second !== undefined) {
    const fix = words`Keep one document and remove the other together with its "---" line.`
    return broken({ place: place(second.range[0]), text: words`a second YAML document begins here`, fix })
  }
  return convert(document, place, start)
}

/** The parser recurses into brackets: what would exhaust its stack is not given to it. Quotes are not looked at, the limit is far from real use. */
function tooManyBrackets(text: string): boolean {
  let open = 0
  for (const character of text) {
    if (character === '[' || character === '{') open++
    if (character === ']' || character === '}') open = Math.max(0, open - 1)
    if (open > MOST_OPEN_BRACKETS) return true
  }
  return /(?:[-?:][ \t]+){500}/.test(text)
}

function broken(problem: Problem): Source {
  return { tree: null, problems: [problem] }
}

function convert(document: Document.Parsed, place: Offset, start: Place): Source {
  const conversion = new Conversion(document, place)
  if (document.directives.yaml.explicit) {
    conversion.report(start, words`a %YAML directive changes how values are read`, words`Remove the line.`)
  }
  const tree = document.contents === null ? null : conversion.tree(document.contents, 0)
  if (tree === null || tree.kind === 'empty')
    return { tree: { kind: 'map', place: start, entries: [] }, problems: conversion.problems }
  if (tree.kind === 'map') return { tree, problems: conversion.problems }
  const found = tree.kind === 'list' ? 'a list' : 'a text'
  conversion.report(
    tree.place,
    words`the configuration is ${found}, expected keys`,
    words`Begin with target: and requests:, each with its keys below it.`,
  )
  return { tree: null, problems: conversion.problems }
}
