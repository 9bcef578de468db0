import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { LEVELS } from '../keys.ts'
import { jsonSchema } from './schema.ts'

const FILE = new URL('../../../perf-gate.schema.json', import.meta.url)

test('perf-gate.schema.json is what the schema says now (else run: node scripts/schema.ts)', () => {
  expect(readFileSync(FILE, 'utf8')).toBe(jsonSchema())
})

test('every map is strict and every key is described', () => {
  const undescribed: string[] = []
  const visit = (schema: unknown, path: string): void => {
    if (typeof schema !== 'object' || schema === null) return
    const { properties, additionalProperties, description } = schema as Record<string, unknown>
    if (properties !== undefined) expect(additionalProperties, path).toBe(false)
    if (/properties\.[^.]+$/.test(path) && typeof description !== 'string') undescribed.push(path)
    for (const [key, value] of Object.entries(schema)) visit(value, `${path}.${key}`)
  }
  visit(JSON.parse(jsonSchema()), '')
  expect(undescribed).toEqual([])
})

test('every key is kebab-case, and no key of a later version is also one of this', () => {
  for (const { keys, later } of Object.values(LEVELS)) {
    expect(keys.filter((key) => !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(key))).toEqual([])
    expect(keys.filter((key) => later.includes(key))).toEqual([])
  }
})
