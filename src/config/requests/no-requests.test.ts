import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../model/errors.ts'
import { readConfig } from '../read-config.ts'
import type { ConfigSources } from '../sources.ts'
import { lacksOnlyRequests, targetWithoutRequests } from './no-requests.ts'

function sources(text: string | null): ConfigSources {
  return {
    yaml: text === null ? null : { text, name: 'perf-gate.yml', kind: 'file', directory: '/' },
    overrides: text === null ? [{ input: '--image', key: 'image', value: 'a:1' }] : [],
    env: {},
    workspace: '/',
    directory: '/',
    files: { find: (path) => ({ state: 'missing', realPath: path }), read: () => ({ state: 'unreadable', why: '' }) },
  }
}

function errorOf(given: ConfigSources): ConfigError {
  try {
    readConfig(given)
  } catch (error) {
    if (error instanceof ConfigError) return error
  }
  throw new Error('the configuration was read')
}

describe('a configuration that lacks only its requests', () => {
  it.each<[string, string | null]>([
    ['the key is not there', 'target: { image: a:1 }'],
    ['the key is empty', 'requests:\ntarget:\n  image: a:1'],
    ['the key is empty, with a comment', 'target:\n  image: a:1\nrequests: # later\nrounds: 2\n'],
    ['the key is null', 'requests: ~\ntarget: { image: a:1 }\n'],
    ['the list is empty', 'target: { image: a:1 }\nrequests: []\nrounds: 2\n'],
    ['there is no text but an image', null],
  ])('is known with its target: %s', (_, text) => {
    expect(lacksOnlyRequests(errorOf(sources(text)))).toBe(true)
    expect(targetWithoutRequests(sources(text))?.image).toBe('a:1')
  })

  it('has no target that could be told where it stands in brackets', () => {
    const text = '{ target: { image: a:1 } }'
    expect(lacksOnlyRequests(errorOf(sources(text)))).toBe(true)
    expect(targetWithoutRequests(sources(text))).toBeNull()
  })

  it.each([
    'rounds: x\ntarget: { image: a:1 }',
    'rounds: 1',
    'requests: [{ name: a }]\ntarget: { image: a:1 }',
    '{',
  ])('is another thing than %j', (text) => {
    expect(lacksOnlyRequests(errorOf(sources(text)))).toBe(false)
  })
})
