import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { RECORDED, recordedCapacity, recordedResult } from '../../../fixtures/recorded-result.ts'
import { realFiles } from '../../config/files.ts'
import { readConfig } from '../../config/read-config.ts'
import { capacityRecord } from '../../model/capacity/capacity-record.ts'
import type { Config } from '../../model/config.ts'
import { outside } from '../../model/outside.ts'
import { runRecord } from '../../model/report/run-record.ts'
import type { Result } from '../../model/result/result.ts'
import { pasteLine } from '../../reports/escape.ts'
import { commandAgain } from './command-again.ts'
import { readFlags } from './flags.ts'

/** The command lines that pages print, read as they would be if somebody pasted them: by a shell, as flags, and over a configuration that has changed. */
const CONFIG = `
target: { image: moved:on, cpus: 4, memory: 8GiB, replicas: 2 }
requests: [{ name: index, path: / }]
stages: [{ name: steady, connections: 2, duration: 1s }]
rounds: 20
seed: 7
`

type Read = { readonly command: string; readonly config: Config }

function paste(line: string | null): Read {
  const printed = pasteLine(outside(line ?? ''))
  const words = execFileSync('sh', ['-c', `printf '%s\\0' ${printed}`], { encoding: 'utf8' }).split('\0')
  const [program, command = '', ...args] = words.slice(0, -1)
  expect(program).toBe('perf-gate')
  const { overrides } = readFlags(command, args)
  return { command, config: readConfig(sourcesOf(overrides)) }
}

function sourcesOf(overrides: Parameters<typeof readConfig>[0]['overrides']) {
  const yaml = { text: CONFIG, name: 'perf-gate.yml', kind: 'file', directory: '/repo' } as const
  return { yaml, overrides, env: {}, workspace: '/repo', directory: '/repo', files: realFiles }
}

function measured({ plan }: Pick<Result, 'plan'>) {
  const { cpus, memoryBytes, replicas, rounds, seed } = plan
  return { target: { cpus, memoryBytes, replicas }, rounds, seed }
}

it.each(RECORDED)('the recorded gate %s', (name) => {
  const result = recordedResult(name)
  const { command, config } = paste(runRecord(result).reproduction.command)
  const { candidate, baseline } = result.images
  expect(command).toBe('run')
  expect(config).toMatchObject(measured(result))
  expect(config.target.image).toBe(candidate.digest ?? candidate.id)
  expect(config.baseline.image).toBe(baseline === null ? null : (baseline.digest ?? baseline.id))
})

it('a gate of two images by their digests, with thresholds and every other flag', () => {
  const digestOf = (name: string) => `registry.example:5000/acme/${name}@sha256:${'ef'.repeat(32)}`
  const regression = recordedResult('regression')
  const { candidate, baseline } = regression.images
  if (baseline === null) throw new Error('the recorded regression was measured beside a baseline')
  const flags = ['--threshold', 'p95 < 1s', '--threshold', 'steady: rps >= 10', '--fail-on', 'likely', '--image', 'a:1']
  const { overrides } = readFlags('run', flags)
  const { command, config } = paste(
    runRecord({
      ...regression,
      command: commandAgain('run', sourcesOf(overrides)),
      images: {
        candidate: { ...candidate, digest: digestOf('new') },
        baseline: { ...baseline, digest: digestOf('old') },
      },
    }).reproduction.command,
  )
  expect(command).toBe('run')
  expect([config.target.image, config.baseline.image]).toEqual([digestOf('new'), digestOf('old')])
  expect(config.thresholds.map(({ text }) => text)).toEqual(['p95 < 1s', 'rps >= 10'])
  expect(config).toMatchObject({ ...measured(regression), failOn: 'likely' })
})

it('a calibration, whose two sides are one image', () => {
  const regression = recordedResult('regression')
  const again = runRecord({ ...regression, command: commandAgain('calibrate', sourcesOf([])) }).reproduction.command
  const { command, config } = paste(again)
  expect(command).toBe('calibrate')
  expect(config).toMatchObject(measured(regression))
  expect([config.target.image, config.baseline.image]).toEqual([regression.images.candidate.id, null])
})

it('a capacity run', () => {
  const capacity = recordedCapacity()
  const { command, config } = paste(capacityRecord(capacity).reproduction.command)
  expect(command).toBe('capacity')
  expect(config).toMatchObject(measured(capacity))
  expect(config.target.image).toBe(capacity.image.id)
})
