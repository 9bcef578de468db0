import { expect, it } from 'vitest'
import { makeResult } from '../../../fixtures/results.ts'
import { plainText } from '../outside.ts'
import { reproduce } from './reproduce.ts'

function commandOf(...words: readonly string[]): string | null {
  return reproduce(makeResult({ command: words })).command
}

it('gives the command as one line that a shell reads back as it was', () => {
  expect(commandOf('perf-gate', 'run', '--config', 'a/perf-gate.yml')).toBe('perf-gate run --config a/perf-gate.yml')
  expect(commandOf('perf-gate', 'run', '--threshold', 'p95 < 1s')).toBe("perf-gate run --threshold 'p95 < 1s'")
  expect(commandOf('perf-gate', '--image', "it's $(here)", '')).toBe("perf-gate --image 'it'\\''s $(here)' ''")
})

it('says what else it takes: the image as it was, the seed, and a configuration that has no file', () => {
  const { command, notes } = reproduce(makeResult({ command: ['perf-gate', 'run'] }))
  const said = notes.map(plainText).join('\n')
  expect(command).toBe('perf-gate run')
  expect(said).toContain(`id sha256:${'ab'.repeat(32)}`)
  expect(said).toContain('"seed: 1"')
  expect(said).toContain('with the configuration of this run as "perf-gate.yml"')
})

it('has no command of a result that does not say it', () => {
  expect(reproduce(makeResult({ command: null })).command).toBeNull()
})
