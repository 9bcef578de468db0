import { expect, it } from 'vitest'
import { realFiles } from '../../config/files.ts'
import type { ConfigSources } from '../../config/sources.ts'
import { commandAgain } from './command-again.ts'

const sources: ConfigSources = {
  yaml: { text: '', name: 'service/gate.yml', kind: 'file', directory: '/repo/service' },
  overrides: [],
  env: {},
  workspace: '/repo',
  directory: '/repo/service',
  files: realFiles,
}

it('names the configuration as seen from the folder of the run', () => {
  expect(commandAgain('run', sources)).toEqual(['perf-gate', 'run', '--config', 'gate.yml'])
  expect(commandAgain('run', { ...sources, directory: '/repo' })).toEqual([
    'perf-gate',
    'run',
    '--config',
    'service/gate.yml',
  ])
})

it('makes flags of inputs, one for each threshold', () => {
  const overrides = [
    { input: 'image', key: 'image', value: 'app:2' },
    { input: 'thresholds', key: 'thresholds', value: ' p95 < 1s \n\nsteady: rps >= 10' },
  ] as const
  expect(commandAgain('calibrate', { ...sources, yaml: null, overrides })).toEqual([
    'perf-gate',
    'calibrate',
    '--image',
    'app:2',
    '--threshold',
    'p95 < 1s',
    '--threshold',
    'steady: rps >= 10',
  ])
})
