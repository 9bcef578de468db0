import { describe, expect, it } from 'vitest'
import { readingOf } from '../../../fixtures/config/reading.ts'
import { readDependencies } from './read-dependencies.ts'

const COMPOSE = `services:
  api: { image: '\${REGISTRY:-ghcr.io}/acme/api:1' }
  worker: { build: . }
  mlflow: { image: acme/mlflow }
  ui: { image: acme/ui, depends_on: [worker, api] }
`
const files = { '/work/compose.yml': COMPOSE, '/work/none.yml': 'volumes: {}\n', '/work/folder': null }

function read(given: string, image: string | null = 'acme/api:2', env: Record<string, string> = {}) {
  const { reading, told } = readingOf(`dependencies: ${given}`, { files, env })
  return { dependencies: readDependencies(reading, image), told: told().split('\n')[0] }
}

describe('dependencies', () => {
  it('are services of a compose file, by its whole path', () => {
    expect(read('{ compose: ./compose.yml, services: [mlflow, worker] }')).toEqual({
      dependencies: { composeFile: '/work/compose.yml', services: ['mlflow', 'worker'] },
      told: '',
    })
  })

  it.each([
    ['another tag', 'ghcr.io/acme/api:2', {}],
    ['a digest', `ghcr.io/acme/api@sha256:${'1'.repeat(64)}`, {}],
    ['a registry from the environment', 'localhost:5000/acme/api', { REGISTRY: 'localhost:5000' }],
  ])('do not hold the target itself, told by its repository also with %s', (_, image, env) => {
    const { told } = read('{ compose: compose.yml, services: [mlflow, api] }', image, env)
    expect(told).toMatch(/^perf-gate\.yml:1:58: dependencies\.services: "api" is the target itself/)
  })

  it('do not bring it up for another one either', () => {
    expect(read('{ compose: compose.yml, services: [ui] }', 'ghcr.io/acme/api:2').told).toContain(
      '"ui" depends on "api", which is the target itself',
    )
  })

  it.each([
    ['of another registry', 'acme/api:1'],
    ['when the target is an id', `sha256:${'1'.repeat(64)}`],
    ['when no target is known', null],
  ])('may hold a service that is called alike %s', (_, image) => {
    expect(read('{ compose: compose.yml, services: [api] }', image).told).toBe('')
  })

  it.each([
    ['{ compose: compose.yml, services: [mlfow] }', 'dependencies.services: the compose file has no service "mlfow"'],
    ['{ compose: compose.yml, services: [a, worker, worker] }', 'has no service "a"'],
    [
      '{ compose: none.yml, services: [a] }',
      '"none.yml" cannot be used: none.yml:1:1: the compose file has no services',
    ],
    ['{ compose: folder, services: [a] }', 'dependencies.compose: "folder" is a directory'],
    ['{ compose: ../compose.yml, services: [a] }', 'is outside the workspace: /compose.yml'],
  ])('%s is refused: %s', (given, problem) => expect(read(given).told).toContain(problem))

  it('that are not asked for are none', () => {
    const { reading, told } = readingOf('target: {}')
    expect([readDependencies(reading, null), told()]).toEqual([null, ''])
  })
})
