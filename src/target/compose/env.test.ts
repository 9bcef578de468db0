import { describe, expect, test } from 'vitest'
import { composeEnv } from './env.ts'

const ENGINE = { host: 'unix:///run/docker.sock', certificates: null }

describe('the environment of docker compose', () => {
  test('is that of the process, as a compose file may use any variable', () => {
    const env = {
      PATH: '/bin',
      HOME: '/root',
      DOCKER_CONFIG: '/login',
      TAG: '1.4',
      COMPOSE_PROFILES: 'ci',
      GITHUB_SHA: 'abc',
    }
    expect(composeEnv(env, ENGINE)).toEqual({ ...env, DOCKER_HOST: ENGINE.host })
  })

  test.each([
    'ACTIONS_RUNTIME_TOKEN',
    'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
    'INPUT_GITHUB-TOKEN',
    'STATE_RUN_ID',
    'GITHUB_TOKEN',
  ])('never holds %s', (name) => {
    expect(composeEnv({ [name]: 'secret' }, ENGINE)).toEqual({ DOCKER_HOST: ENGINE.host })
  })

  test('names our file, our project and the engine of the run, whatever it named before', () => {
    const env = {
      COMPOSE_FILE: 'theirs.yml',
      COMPOSE_PROJECT_NAME: 'theirs',
      DOCKER_CONTEXT: 'far-away',
      DOCKER_HOST: 'tcp://192.0.2.1:2375',
      DOCKER_TLS_VERIFY: '1',
      DOCKER_CERT_PATH: '/theirs',
    }
    expect(composeEnv(env, ENGINE)).toEqual({ DOCKER_HOST: ENGINE.host })
  })

  test('holds the certificates of an engine that has some', () => {
    const engine = { host: 'tcp://127.0.0.1:2376', certificates: '/certs' }
    const expected = { DOCKER_HOST: engine.host, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/certs' }
    expect(composeEnv({}, engine)).toEqual(expected)
  })
})
