import { describe, expect, test } from 'vitest'
import { readComposeModel, readEnvironment, readOneShots, readPasswords, readVariables } from './model.ts'
import { composeOverride } from './override.ts'

const LABELS = { 'perf-gate.run': 'r1', 'perf-gate.owner': '{"pid":1}' }

/** What the override says of a file that `docker compose config` prints as that. */
function override(file: object, given: { labels?: Record<string, string>; sharedCores?: number[] } = {}): unknown {
  const order = { project: 'perf-gate-1', labels: LABELS, sharedCores: null, ...given }
  return JSON.parse(composeOverride(readComposeModel(JSON.stringify(file)), order))
}

describe('the override of a compose file', () => {
  test('labels services, networks and volumes, and gives networks and volumes names of the run', () => {
    const file = {
      services: { db: { image: 'x', environment: null, networks: { default: null } } },
      networks: { default: { name: 'shared', ipam: {} } },
      volumes: { data: { name: 'precious-data' } },
    }
    expect(override(file)).toEqual({
      services: { db: { labels: LABELS } },
      networks: { default: { name: 'perf-gate-1_default', labels: LABELS } },
      volumes: { data: { name: 'perf-gate-1_data', labels: LABELS } },
    })
  })

  test('leaves what is external as it is', () => {
    const file = {
      services: { db: {} },
      networks: { mlflow: { name: 'mlflow', external: true } },
      volumes: { models: { name: 'models', external: true } },
    }
    expect(override(file)).toEqual({ services: { db: { labels: LABELS } }, networks: {}, volumes: {} })
  })

  test('takes a fixed container name away, under which two runs could not be side by side, and keeps it as an alias', () => {
    const file = { services: { db: { container_name: 'mysql', networks: { back: null, front: { aliases: ['x'] } } } } }
    const networks = { back: { aliases: ['mysql'] }, front: { aliases: ['mysql'] } }
    expect(override(file)).toMatchObject({ services: { db: { container_name: 'perf-gate-1-db-1', networks } } })
  })

  test('keeps services off the cores that are the target’s alone, unless they name their own', () => {
    const file = { services: { db: {}, cache: { cpuset: '1' } } }
    expect(override(file, { sharedCores: [0, 2, 3] })).toMatchObject({
      services: { db: { labels: LABELS, cpuset: '0,2-3' }, cache: { labels: LABELS } },
    })
    expect(JSON.stringify(override(file, { sharedCores: [0] }))).not.toContain('"cpuset":"1"')
    expect(JSON.stringify(override(file))).not.toContain('cpuset')
  })

  test('labels the image that is built for the run, and not one to which the file gives a name', () => {
    const build = { context: '/x', dockerfile: 'Dockerfile' }
    const file = { services: { api: { build }, named: { build, image: 'mine:1' }, db: { image: 'x' } } }
    expect(override(file)).toMatchObject({
      services: {
        api: { labels: LABELS, build: { labels: LABELS } },
        named: { labels: LABELS },
        db: { labels: LABELS },
      },
    })
    expect(JSON.stringify(override(file)).split('"build"')).toHaveLength(2)
  })

  test('lets nothing in a label begin a variable', () => {
    expect(override({ services: { db: {} } }, { labels: { a: 'x$HOME$' } })).toMatchObject({
      services: { db: { labels: { a: 'x$$HOME$$' } } },
    })
  })
})

describe('a compose file as docker compose prints it', () => {
  test('gives the variables that services set, and not those without a value', () => {
    const { services } = readComposeModel('{"services":{"db":{"environment":{"A":"1","B":null,"C":2}},"web":{}}}')
    expect([...services].map(([name, { env }]) => [name, env])).toEqual([
      ['db', { A: '1', C: '2' }],
      ['web', {}],
    ])
  })

  test('is refused where it names no service', () => {
    expect(() => readComposeModel('{"services":{}}')).toThrow('docker compose named no service')
  })

  test('tells which services end: those for whose end another one waits', () => {
    const depends_on = {
      seed: { condition: 'service_completed_successfully' },
      db: { condition: 'service_healthy' },
    }
    expect(readOneShots(JSON.stringify({ services: { api: { depends_on }, seed: {}, db: {} } }))).toEqual(
      new Set(['seed']),
    )
  })
})

describe('what a compose file may hold that nobody may see', () => {
  test('is what its services take from its environment, but not a tag or a port, nor what every process has', () => {
    const db = {
      image: `x:\${TAG}`,
      ports: [`\${PORT}:1`],
      command: [`--uri=mysql://u:\${DB_PASSWORD}@h`, '$$NOT', `$$\{NOR}`, `\${HOME}/x`],
      environment: { A: '$TOKEN' },
      healthcheck: { test: [`\${KEY:-none}`] },
    }
    const json = JSON.stringify({ services: { db, other: { command: '$OTHER' } } })
    expect([...readVariables(json, ['db'])].sort()).toEqual(['DB_PASSWORD', 'KEY', 'TOKEN'])
  })

  test('is a password in an address', () => {
    const a = ['--uri=mysql://u:hunter22@h/x', 'http://h:5000/', 'redis://:pa$$word"1@r', 'x: y@z']
    expect(readPasswords(JSON.stringify({ a }))).toEqual(['hunter22', 'pa$word"1'])
  })

  test('may stand in .env, also on several lines', () => {
    const printed = 'A=1\nB=x=y\nKEY=-----BEGIN\nabc\n-----END\nC=\n'
    expect(readEnvironment(printed)).toMatchObject({ A: '1', B: 'x=y', KEY: '-----BEGIN\nabc\n-----END' })
  })
})
