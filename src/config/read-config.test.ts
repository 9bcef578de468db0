import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ConfigError, describeProblem } from '../model/errors.ts'
import { type Rows, rowAt } from '../model/rows.ts'
import type { Files, Found } from './files.ts'
import { readConfig } from './read-config.ts'
import type { ConfigSources, Override } from './sources.ts'

const CASES = new URL('../../fixtures/config/', import.meta.url)
const MIB = 1024 ** 2

/** What stands in the workspace `/work` of all cases: a path with its real path, and bytes where it is a file. */
const STANDING: Readonly<Record<string, Found>> = {
  '/work': { state: 'directory', realPath: '/work' },
  '/work/bodies': { state: 'directory', realPath: '/work/bodies' },
  '/work/bodies/sample.json': { state: 'file', realPath: '/work/bodies/sample.json', bytes: 14 },
  '/work/bodies/link.json': { state: 'file', realPath: '/etc/passwd', bytes: 1000 },
  '/work/bodies/broken-link.json': { state: 'broken-link' },
  '/work/bodies/large.json': { state: 'file', realPath: '/work/bodies/large.json', bytes: 17 * MIB },
  '/work/bodies/unreadable.json': { state: 'unreadable', why: 'EACCES' },
  '/work/bodies/no.json': { state: 'file', realPath: '/work/bodies/no.json', bytes: 9 },
  '/work/bodies/latin1.json': { state: 'file', realPath: '/work/bodies/latin1.json', bytes: 3 },
  '/work/bodies/socket': { state: 'special', realPath: '/work/bodies/socket' },
  '/work/bodies/rows.jsonl': { state: 'file', realPath: '/work/bodies/rows.jsonl', bytes: 30 },
  '/work/bodies/wrong-rows.jsonl': { state: 'file', realPath: '/work/bodies/wrong-rows.jsonl', bytes: 30 },
  '/work/bodies/no-rows.jsonl': { state: 'file', realPath: '/work/bodies/no-rows.jsonl', bytes: 2 },
  '/work/bodies/many-rows.jsonl': { state: 'file', realPath: '/work/bodies/many-rows.jsonl', bytes: 65 * MIB },
  '/work/bodies/note.txt': { state: 'file', realPath: '/work/bodies/note.txt', bytes: 5 },
  '/work/ca.pem': { state: 'file', realPath: '/work/ca.pem', bytes: 2000 },
  '/work/broken.pem': { state: 'file', realPath: '/work/broken.pem', bytes: 2000 },
  '/work/model': { state: 'directory', realPath: '/work/model' },
  '/work/model/model.bin': { state: 'file', realPath: '/work/model/model.bin', bytes: 1000 },
  '/work/nginx.conf': { state: 'file', realPath: '/work/nginx.conf', bytes: 100 },
  '/work/api.env': { state: 'file', realPath: '/work/api.env', bytes: 100 },
  '/work/more.env': { state: 'file', realPath: '/work/more.env', bytes: 100 },
  '/work/broken.env': { state: 'file', realPath: '/work/broken.env', bytes: 100 },
  '/work/compose.yml': { state: 'file', realPath: '/work/compose.yml', bytes: 100 },
  '/work/broken-compose.yml': { state: 'file', realPath: '/work/broken-compose.yml', bytes: 100 },
  '/secret.json': { state: 'file', realPath: '/secret.json', bytes: 3 },
  '/etc/passwd': { state: 'file', realPath: '/etc/passwd', bytes: 1000 },
}
const CONTENT: Readonly<Record<string, Uint8Array>> = {
  '/work/bodies/sample.json': Buffer.from('{"features":[]}'),
  '/work/bodies/no.json': Buffer.from("{'a': 1}\n"),
  '/work/bodies/latin1.json': Buffer.from([0x22, 0xe9, 0x22]),
}
const CA = readFileSync(new URL('ca.pem', CASES))
const ROWS: Readonly<Record<string, Uint8Array>> = {
  '/work/bodies/rows.jsonl': Buffer.from('{"x":1}\n\n  {"x":[2.50]}\r\n3\n'),
  '/work/bodies/wrong-rows.jsonl': Buffer.from('{"x":1}\n{x:2}\n\n{"x":3}]\n{\n{\n'),
  '/work/bodies/no-rows.jsonl': Buffer.from('\n \n'),
  '/work/bodies/note.txt': Buffer.from('note\n'),
  // What stands beside the certificates (a key, say) is not read.
  '/work/ca.pem': Buffer.concat([Buffer.from('a line before\n'), CA, Buffer.from('a line after\n')]),
  '/work/broken.pem': Buffer.concat([CA, Buffer.from(CA.toString().replace('MI', 'XX'))]),
}
const TEXTS: Readonly<Record<string, string>> = {
  '/work/api.env': "# what the API needs\nMODE=from api.env\nQUOTED='stays quoted'\r\n\n  LIMIT=5=6 \nAPI_TOKEN\n",
  '/work/more.env': 'LIMIT=7\nLEVEL=from more.env\n',
  '/work/broken.env': 'A B=s3cret\n=s3cret\nGITHUB_TOKEN\ns3cretLineOfAKey\n',
  '/work/compose.yml': `services:\n  api: { image: '\${REGISTRY-acme}/api:\${TAG:-1}' }\n  mlflow: { image: acme/mlflow }\n  minio: { build: . }\n`,
  '/work/broken-compose.yml': 'services: {',
}
const FILES: Files = {
  find: (path) => STANDING[path] ?? { state: 'missing', realPath: path },
  read: (path) => {
    const text = TEXTS[path]
    const bytes = CONTENT[path] ?? ROWS[path] ?? (text === undefined ? undefined : Buffer.from(text))
    return bytes === undefined ? { state: 'unreadable', why: 'ENOENT' } : { state: 'read', bytes }
  },
}
const ENV = {
  API_TOKEN: 's3cret-token',
  MULTI_LINE: 's3cret\nline',
  GITHUB_TOKEN: 's3cret',
  ACTIONS_RUNTIME_TOKEN: 's3cret',
  INPUT_KEY: 's3cret',
  NETWORK: 'default',
}

function sources(text: string | null, overrides: readonly Override[] = []): ConfigSources {
  const yaml = text === null ? null : ({ text, name: 'perf-gate.yml', kind: 'file', directory: '/work' } as const)
  return { yaml, overrides, env: ENV, workspace: '/work', directory: '/work', files: FILES }
}

/** Bytes as the text that they hold, rows as a list of texts. */
function asText(key: string, value: unknown): unknown {
  if (key === 'rows') {
    const rows = value as Rows
    return Array.from(rows.ends, (_, place) => Buffer.from(rowAt(rows, place)).toString())
  }
  // A Buffer has turned itself into this shape by now.
  const bytes = value as { type?: unknown; data?: readonly number[] } | null
  return bytes?.type === 'Buffer' ? Buffer.from(bytes.data ?? []).toString() : value
}

/** The configuration as JSON, or its problems as people read them. */
function outcome(given: ConfigSources): string {
  try {
    return `${JSON.stringify(readConfig(given), asText, 2)}\n`
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return `${error.problems.map(describeProblem).join('\n')}\n`
  }
}

describe('every case of fixtures/config gives its golden text', () => {
  const names = readdirSync(CASES).flatMap((file) => (file.endsWith('.yml') ? [file.slice(0, -4)] : []))
  test.each(names)('%s', (name) => {
    const golden = new URL(`${name}.txt`, CASES)
    const found = outcome(sources(readFileSync(new URL(`${name}.yml`, CASES), 'utf8')))
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(golden, found)
    expect(found).toBe(readFileSync(golden, 'utf8'))
  })

  test('there are at least 40 of them, and no golden text without its case', () => {
    const texts = readdirSync(CASES)
      .filter((file) => file.endsWith('.txt'))
      .map((file) => file.slice(0, -4))
    expect(names.length).toBeGreaterThanOrEqual(40)
    expect(texts.sort()).toEqual(names.sort())
  })
})

const SMALLEST = 'target: { image: acme/api:1 }\nrequests: [{ name: index, path: / }]\n'

/** Inputs by the names of the action's inputs. */
function inputs(values: Partial<Record<Override['key'], string>>): Override[] {
  return Object.entries(values).map(([key, value]) => ({ input: key, key: key as Override['key'], value }))
}

describe('inputs', () => {
  test('replace the same keys of the file, and only those', () => {
    const text = `${SMALLEST}thresholds: [rps > 1]\nrounds: nonsense\nfail-on: fail\n`
    const given = {
      image: 'acme/api:2',
      port: '8080',
      cpus: '0.5',
      memory: '512m',
      thresholds: 'rps > 2',
      rounds: '7',
      seed: '11',
      replicas: '3',
    }
    const compared = { 'baseline-image': 'acme/api:1', 'baseline-path': 'base.json', 'fail-on': 'never' }
    const config = readConfig(sources(text, inputs({ ...given, ...compared })))
    expect(config.target).toMatchObject({
      image: 'acme/api:2',
      port: 8080,
      cpus: 0.5,
      memoryBytes: 512 * MIB,
      replicas: 3,
      defaultLimits: [],
    })
    expect(config.thresholds.map(({ text }) => text)).toEqual(['rps > 2'])
    expect(config).toMatchObject({
      rounds: 7,
      seed: 11,
      failOn: 'never',
      baseline: { image: 'acme/api:1', path: '/work/base.json' },
    })
    expect(config.requests.map(({ name }) => name)).toEqual(['index'])
  })

  test('thresholds are one a line, with or without dashes, blank lines between them', () => {
    const thresholds = '- steady: rps >= 100\n\n  p95 < 250ms\r\n-  failures < 1%\n'
    const config = readConfig(sources(SMALLEST, inputs({ thresholds })))
    expect(config.thresholds.map(({ stage, text }) => [stage, text])).toEqual([
      ['steady', 'rps >= 100'],
      [null, 'p95 < 250ms'],
      [null, 'failures < 1%'],
    ])
  })

  test('a wrong one is named as the user typed it, after the problems of the file', () => {
    const overrides: Override[] = [
      { input: '--memory', key: 'memory', value: '512' },
      { input: '--thresholds', key: 'thresholds', value: 'rps: >= 100' },
      { input: '--cpus', key: 'cpus', value: '' },
    ]
    expect(outcome(sources(`${SMALLEST}round: 3\n`, overrides))).toBe(
      [
        'perf-gate.yml:3:1: unknown key "round"',
        '  Did you mean rounds? Known here: target, dependencies, requests, stages, thresholds, rounds, budget, baseline, accept, time-limit, abort, seed, fail-on, capacity.',
        'input "--memory": target.memory: "512" means 512 bytes',
        '  Did you mean 512m? Write the unit.',
        'input "--thresholds": threshold 1: "rps: >= 100" has a colon after the metric',
        '  Write - rps >= 100 without the colon.',
        'input "--cpus": target.cpus is empty',
        '  Give it a value, or remove the key.\n',
      ].join('\n'),
    )
  })

  test('of a comparison are held against the file, and the mistake is told at the one that was typed', () => {
    const overrides: Override[] = [
      { input: '--rounds', key: 'rounds', value: '3' },
      { input: '--baseline-image', key: 'baseline-image', value: 'acme/api' },
    ]
    const found = (compare: string) => outcome(sources(`${SMALLEST}baseline: { compare: ${compare} }\n`, overrides))
    expect(found('paired')).toContain('input "--rounds": rounds: 3 is too few for baseline.compare: paired')
    expect(found('none')).toContain('input "--baseline-image": baseline.image is never used')
    expect(JSON.parse(found('auto'))).toMatchObject({ rounds: 3, baseline: { image: 'acme/api' } })
  })

  test('are judged also when the file is no YAML, of which nothing else is said', () => {
    const found = outcome(sources('target: {', inputs({ memory: '512', rounds: '3' })))
    expect(found.split('\n').filter((line) => !line.startsWith(' '))).toEqual([
      'perf-gate.yml:1:9: the bracket { that opens here is never closed',
      'input "memory": target.memory: "512" means 512 bytes',
      '',
    ])
  })

  test('do not hide that a map of the file is none', () => {
    const text = 'target: acme/api:1\nrequests: [{ name: index, path: / }]\n'
    expect(outcome(sources(text, inputs({ image: 'acme/api:2' })))).toContain(
      'perf-gate.yml:1:9: target: expected keys, found "acme/api:1"',
    )
  })

  test('alone are not enough: image and requests are asked for by name', () => {
    const found = outcome(sources(null))
    expect(found).toContain('input "image": no image is given\n')
    expect(found).toContain('input "config": no requests are given\n')
  })

  test('paths in inputs start at the working directory, paths in the file beside the file', () => {
    const given = sources(`${SMALLEST}baseline: { path: base.json }\n`)
    const beside = {
      ...given,
      yaml: { text: given.yaml?.text ?? '', name: 'ci/perf-gate.yml', kind: 'file', directory: '/work/ci' } as const,
    }
    expect(readConfig(beside).baseline.path).toBe('/work/ci/base.json')
    expect(readConfig({ ...beside, overrides: inputs({ 'baseline-path': 'base.json' }) }).baseline.path).toBe(
      '/work/base.json',
    )
  })
})

describe('secrets', () => {
  const names = readdirSync(CASES).filter((file) => file.endsWith('.txt') && !file.startsWith('ok-'))
  test.each(names)('%s shows no value of the environment', (name) => {
    expect(readFileSync(new URL(name, CASES), 'utf8')).not.toContain('s3cret')
  })

  test('a header written in place of the headers is not shown', () => {
    const text = 'target: { image: a, env: hush }\nrequests: [{ name: a, path: /, headers: "Authorization: hush" }]\n'
    expect(outcome(sources(text))).not.toContain('hush')
  })
})

describe('a query', () => {
  test('is sent with the values of the environment and shown without them', () => {
    const text = `target: { image: a }\nrequests: [{ name: a, path: '/?x=1', query: { key: 'k-\${API_TOKEN}', y: 2 } }]\n`
    expect(readConfig(sources(text)).requests[0]).toMatchObject({
      path: '/?x=1&key=k-s3cret-token&y=2',
      secretQuery: { writtenPath: `/?x=1&key=k-\${API_TOKEN}&y=2`, values: ['k-s3cret-token'] },
    })
  })

  test('without the environment needs nothing hidden', () => {
    const text = 'target: { image: a }\nrequests: [{ name: a, path: /, query: { y: 2 } }]\n'
    expect(readConfig(sources(text)).requests[0]).not.toHaveProperty('secretQuery')
  })
})

describe('a fingerprint', () => {
  const print = (request: string, env: Record<string, string> = { KEY: 'one' }) => {
    const text = `target: { image: acme/api:1 }\nrequests: [{ name: a, path: /, ${request} }]\n`
    return readConfig({ ...sources(text), env }).requests[0]?.fingerprint
  }
  const usual = print(`method: POST, headers: { X-Key: '\${KEY}', x-b: c }, json: [1]`)

  test.each([
    [
      'another value of the environment',
      print(`method: POST, headers: { X-Key: '\${KEY}', x-b: c }, json: [1]`, { KEY: 'two' }),
    ],
    ['another order and case of headers', print(`method: POST, headers: { X-B: c, x-key: '\${KEY}' }, json: [1]`)],
    [
      'another weight and timeout',
      print(`weight: 5, timeout: 1s, method: POST, headers: { X-Key: '\${KEY}', x-b: c }, json: [1]`),
    ],
  ])('stays the same with %s', (_, other) => expect(other).toBe(usual))

  test('knows the variable in a query, not its value', () => {
    const one = print(`query: { key: '\${KEY}' }`)
    expect(print(`query: { key: '\${KEY}' }`, { KEY: 'two' })).toBe(one)
    expect(print(`query: { key: '\${OTHER}' }`, { OTHER: 'one' })).not.toBe(one)
    expect(print('query: { key: one }')).not.toBe(one)
  })

  test('knows whether rows are taken in turn or at random', () => {
    expect(print('jsonl-file: bodies/rows.jsonl')).not.toBe(print('jsonl-file: bodies/rows.jsonl, jsonl-pick: random'))
  })

  test.each([
    ['method', print(`method: PUT, headers: { X-Key: '\${KEY}', x-b: c }, json: [1]`)],
    ['header', print(`method: POST, headers: { X-Key: '\${KEY}', x-b: d }, json: [1]`)],
    ['variable', print(`method: POST, headers: { X-Key: '\${OTHER}', x-b: c }, json: [1]`, { OTHER: 'one' })],
    ['body', print(`method: POST, headers: { X-Key: '\${KEY}', x-b: c }, json: ['1']`)],
    ['no body', print(`method: POST, headers: { X-Key: '\${KEY}', x-b: c }`)],
    ['query', print(`query: { a: b }, method: POST, headers: { X-Key: '\${KEY}', x-b: c }, json: [1]`)],
    ['rows', print(`jsonl-file: bodies/rows.jsonl, method: POST, headers: { X-Key: '\${KEY}', x-b: c }`)],
    ['answer', print(`expect: { json: { a: 1 } }, method: POST, headers: { X-Key: '\${KEY}', x-b: c }, json: [1]`)],
  ])('changes with another %s', (_, other) => {
    expect(other).toMatch(/^[0-9a-f]{64}$/)
    expect(other).not.toBe(usual)
  })
})
