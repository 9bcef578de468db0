import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { findConfig, INPUTS, readInputs } from './inputs.ts'
import { OUTPUT_NAMES } from './outputs.ts'

describe('action.yml', () => {
  const action = parse(readFileSync(join(import.meta.dirname, '../../action.yml'), 'utf8'))

  test('lists the inputs that are read, with their descriptions and defaults', () => {
    const listed = Object.entries<{ description: string; default: string }>(action.inputs)
    expect(listed.map(([name, { description, default: value }]) => ({ name, description, default: value }))).toEqual(
      INPUTS,
    )
  })

  test('lists the outputs that are set, each with a description', () => {
    expect(Object.keys(action.outputs)).toEqual([...OUTPUT_NAMES])
    for (const output of Object.values<{ description: string }>(action.outputs))
      expect(output.description).toMatch(/\S.*\.$/)
  })

  test('runs on Node 24 and cleans up always', () => {
    expect(action.runs).toEqual({
      using: 'node24',
      main: 'dist/action.js',
      post: 'dist/post.js',
      'post-if': 'always()',
    })
  })

  test('names files that git does not ignore: act copies no others into the job', () => {
    const ignored = readFileSync(join(import.meta.dirname, '../../.gitignore'), 'utf8').split('\n')
    expect(ignored.filter((line) => /\bdist\b|^\/?\*/.test(line))).toEqual([])
  })

  test('has the fields that the Marketplace asks for', () => {
    const text = expect.stringMatching(/\S/)
    expect(action).toMatchObject({ name: text, description: text, branding: { icon: text, color: text } })
    // It takes no longer ones, by the word of those whose release it refused.
    expect(action.description.length).toBeLessThan(125)
  })
})

describe('inputs', () => {
  test('are those that were given, trimmed, in the order of the list', () => {
    const env = {
      'INPUT_BASELINE-PATH': ' base.json\n',
      INPUT_CPUS: '0.5',
      INPUT_PORT: '',
      INPUT_MEMORY: ' \n',
      INPUT_OTHER: 'x',
    }
    expect(readInputs(env)).toEqual([
      { input: 'cpus', value: '0.5' },
      { input: 'baseline-path', value: 'base.json' },
    ])
  })
})

describe('the configuration', () => {
  let empty = ''
  let filled = ''
  beforeAll(() => {
    empty = mkdtempSync(join(tmpdir(), 'inputs-'))
    filled = mkdtempSync(join(tmpdir(), 'inputs-'))
    writeFileSync(join(filled, 'perf-gate.yml'), '')
  })
  afterAll(() => {
    for (const directory of [empty, filled]) rmSync(directory, { recursive: true })
  })

  test.each([
    ['ci/gate.yml', { kind: 'file', path: 'ci/gate.yml' }],
    [' ci/gate.yml\n', { kind: 'file', path: 'ci/gate.yml' }],
    ['C:\\gate.yml', { kind: 'file', path: 'C:\\gate.yml' }],
    ['target: { image: a }', { kind: 'inline', text: 'target: { image: a }' }],
    ['target:', { kind: 'inline', text: 'target:' }],
    ['\ntarget:\n  image: a\n', { kind: 'inline', text: '\ntarget:\n  image: a\n' }],
    ['a\nb', { kind: 'inline', text: 'a\nb' }],
  ])('%j is taken as %j', (config, expected) => {
    expect(findConfig({ INPUT_CONFIG: config }, empty)).toEqual(expected)
  })

  test('is perf-gate.yml where nothing is said and the file exists', () => {
    expect(findConfig({ INPUT_CONFIG: ' ' }, filled)).toEqual({ kind: 'file', path: 'perf-gate.yml' })
    expect(findConfig({}, empty)).toEqual({ kind: 'none' })
  })
})
