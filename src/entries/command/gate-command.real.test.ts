import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { deriveImage } from '../../../fixtures/derive-image.ts'
import { buildImage } from '../../../fixtures/images.ts'
import { judge } from '../../model/judge/verdict.ts'
import { decodeResult, type Result } from '../../model/result/result.ts'
import { CommandLine } from '../test/command-line.ts'

const MINUTES = 60_000

let baseline = ''
beforeAll(async () => {
  baseline = derive('paired-baseline', { LATENCY_MS: '50' }, await buildImage('knob'))
})

function derive(name: string, env: Readonly<Record<string, string>>, from: string): string {
  return deriveImage(from, env, `perf-gate-fixture/knob-${name}:local`)
}

const config = (candidate: string, rounds: number) => `
target: { image: "${candidate}", cpus: 0.5, memory: 256MiB, ready: /health }
requests: [{ name: predict, method: POST, path: /predict, json: { features: [1, 2, 3] } }]
stages:
  - { name: warm-up, connections: 4, duration: 1s, warm-up: true }
  - { name: steady, connections: 4, duration: 2s }
  - { name: offered, rate: 100/s, duration: 6s }
thresholds: [failures < 60%]
baseline: { image: "${baseline}", compare: paired, tolerance: { rps: 8%, p95: 10% } }
rounds: ${rounds}
`

type Gated = { readonly code: number | null; readonly stdout: string; readonly result: Result }

async function gate(candidate: string, rounds: number): Promise<Gated> {
  await using line = await CommandLine.in({ 'perf-gate.yml': config(candidate, rounds) })
  const { code, stdout } = await line.run('run')
  return { code, stdout, result: decodeResult(await readFile(join(line.folder, 'perf-gate-result.json'), 'utf8')) }
}

const compared = (result: Result) =>
  Object.fromEntries(
    judge(result)
      .checks.filter((check) => check.kind === 'baseline')
      .map((check) => [`${check.stage} ${check.metric}`, check.state]),
  )

/** On a machine that is too busy for the comparison this is the answer, and nothing else is. */
const tooBusy = ({ code, stdout, result }: Gated) =>
  stdout.includes('does not count') && code === 0 && judge(result).outcome === 'inconclusive'

test(
  'a slowdown of seven requests in a hundred, which the RPS do not show, is found by the p95 of a rate stage',
  async () => {
    const candidate = derive('slow-tail', { SLOW_SHARE: '0.07', SLOW_LATENCY_MS: '80' }, baseline)
    const gated = await gate(candidate, 10)
    if (tooBusy(gated)) return
    expect(gated.code).toBe(1)
    expect(gated.stdout).toMatch(/Fail: offered: p95 \+\d/)
    expect(compared(gated.result)).toMatchObject({ 'steady rps': 'pass', 'offered p95': 'fail' })
  },
  6 * MINUTES,
)

test(
  'a candidate that is twice as fast and fails three requests in ten is a regression, and nowhere called faster',
  async () => {
    const candidate = derive('fails-fast', { LATENCY_MS: '25', STATUS_MIX: '200:7,500:3' }, baseline)
    const gated = await gate(candidate, 6)
    if (tooBusy(gated)) return
    expect(gated.code).toBe(1)
    expect(compared(gated.result)).toMatchObject({ 'steady failures': 'fail', 'offered failures': 'fail' })
    expect(gated.stdout).not.toContain('faster')
  },
  6 * MINUTES,
)
