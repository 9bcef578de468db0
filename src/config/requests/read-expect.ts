import type { Expectation, Json, JsonExpectation, StatusSpan } from '../../model/config.ts'
import { words } from '../../model/outside.ts'
import { SUCCESS } from '../defaults.ts'
import { labelOf } from '../labels.ts'
import { readLiteral } from '../literal.ts'
import { rightParts } from '../parts.ts'
import { statusRule } from '../schema/http-scalars.ts'
import { jsonPath } from '../schema/json-path.ts'
import { expectSchema } from '../schema/request-schema.ts'
import { type Reading, rawAt, reportAt, reportKey } from '../sources.ts'
import { type Path, subtree } from '../yaml/tree.ts'

/** What a good answer is; what is wrong beyond the schema is reported. `path`: of the request. */
export function readExpectation(reading: Reading, path: Path, method: string): Expectation {
  const at = [...path, 'expect']
  const expect = rightParts(expectSchema, rawAt(reading.raw, at))
  const contains = expect['body-contains'] ?? null
  if (method === 'HEAD') reportBodyOfHead(reading, at)
  if (contains === '') {
    const text = words`${labelOf(reading.tree, [...at, 'body-contains'])} is empty, which every body contains`
    reportAt(reading, [...at, 'body-contains'], text, words`Write a text that only good answers hold, or remove it.`)
  }
  return {
    status: readStatus(reading, [...at, 'status'], expect.status),
    bodyContains: contains,
    json: readJson(reading, [...at, 'json']),
  }
}

function reportBodyOfHead(reading: Reading, path: Path): void {
  for (const key of ['body-contains', 'json']) {
    if (subtree(reading.tree, [...path, key]) === null) continue
    const label = labelOf(reading.tree, [...path, key])
    reportKey(reading, path, key, words`${label} can never hold: the answer to HEAD has no body`, words`Remove it.`)
  }
}

type Expected = StatusSpan | 'any' | readonly (StatusSpan | 'any')[]

function readStatus(reading: Reading, path: Path, expected: Expected | undefined): readonly StatusSpan[] {
  if (expected === undefined) return SUCCESS
  const rule = statusRule([expected].flat())
  if (rule !== 'any') return rule
  const fix = words`Write the statuses that are a success, like 2xx or [200, 404].`
  reportAt(reading, path, words`${labelOf(reading.tree, path)}: "any" would count errors as successes`, fix)
  return SUCCESS
}

function readJson(reading: Reading, path: Path): readonly JsonExpectation[] {
  const map = subtree(reading.tree, path)
  if (map?.kind !== 'map') return []
  return map.entries.flatMap(({ key }) => {
    const read = jsonPath(key)
    const literal = readLiteral(reading, [...path, key], 'value')
    if (read.state === 'wrong')
      reportKey(reading, path, key, words`${labelOf(reading.tree, path)}: ${read.text}`, read.fix)
    return read.state === 'wrong' || literal === null ? [] : [{ path: read.value, equals: JSON.parse(literal) as Json }]
  })
}
