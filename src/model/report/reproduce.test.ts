import { expect, it } from 'vitest'
import { image, makeResult, planRecord } from '../../../fixtures/results.ts'
import { plainText } from '../outside.ts'
import { reproduce } from './reproduce.ts'

const DIGEST = `ghcr.io/acme/covertype-api@sha256:${'cd'.repeat(32)}`
const PINNED = `--image ${image.id} --cpus 1 --memory 512MiB --replicas 1 --rounds 3 --seed 1`

function commandOf(...words: readonly string[]): string | null {
  return reproduce(makeResult({ command: words })).command
}

function paired(...given: readonly string[]) {
  return makeResult({
    command: ['perf-gate', 'run', ...given],
    images: { candidate: { ...image, digest: DIGEST }, baseline: image },
    comparison: { how: 'paired' },
    plan: { ...planRecord(['steady'], 8), pairing: { together: true } },
  })
}

it('gives the command as one line that a shell reads back as it was', () => {
  expect(commandOf('perf-gate', 'run', '--config', 'a/perf-gate.yml')).toBe(
    `perf-gate run --config a/perf-gate.yml ${PINNED}`,
  )
  expect(commandOf('perf-gate', 'run', '--threshold', 'p95 < 1s')).toBe(
    `perf-gate run --threshold 'p95 < 1s' ${PINNED}`,
  )
  expect(commandOf('perf-gate', 'run', '--fail-on', "it's $(here)", '--port', '')).toBe(
    `perf-gate run --fail-on 'it'\\''s $(here)' --port '' ${PINNED}`,
  )
})

it('says what was found out and drawn in place of what was typed for it', () => {
  expect(commandOf('perf-gate', 'run', '--image', 'api:1', '--cpus', '1.0', '--port', '80', '--rounds', '3')).toBe(
    `perf-gate run --port 80 ${PINNED}`,
  )
})

it.each([
  { given: [] },
  { given: ['--baseline-image', 'api:main'] },
])('names both images of a pair by digest, or else by id: %j', ({ given }) => {
  const { command, notes } = reproduce(paired(...given))
  expect(command).toBe(
    `perf-gate run --image ${DIGEST} --baseline-image ${image.id} --cpus 1 --memory 512MiB --replicas 1 --rounds 8 --seed 1`,
  )
  expect(notes.map(plainText).join('\n')).toMatch(/candidate was .* wherever its tag.*\nThe baseline was .* still held/)
})

it('names no second image of a calibration, and none of a run beside which nothing was measured', () => {
  const equal = { ...paired(), command: ['perf-gate', 'calibrate'] }
  const alone = { ...paired(), plan: planRecord() }
  for (const run of [equal, alone]) expect(reproduce(run).command).not.toContain('--baseline-image')
})

it('says what else it takes: the image as it was, the seed, and a configuration that has no file', () => {
  const said = reproduce(makeResult({ command: ['perf-gate', 'run'] }))
    .notes.map(plainText)
    .join('\n')
  expect(said).toContain(`id sha256:${'ab'.repeat(32)}`)
  expect(said).toContain('By the seed 1 ')
  expect(said).toContain('with the configuration of this run as "perf-gate.yml"')
})

it('has no command of a result that does not say it', () => {
  expect(reproduce(makeResult({ command: null })).command).toBeNull()
})
