import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildImage } from '../../../fixtures/images.ts'
import { ownedBy } from '../../../fixtures/owned-by.ts'
import type { Capacity } from '../../model/capacity/capacity.ts'
import { decodeCapacity } from '../../model/capacity/capacity-file.ts'
import { judgeCapacity } from '../../model/capacity/judge-capacity.ts'
import { CommandLine } from '../test/command-line.ts'
import { PseudoTerminal } from '../test/pseudo-terminal.ts'

const CLI = fileURLToPath(new URL('../../cli.ts', import.meta.url))
const MINUTES = 60_000
const SLOTS = 4

let image = ''
beforeAll(async () => {
  image = await buildImage('knob')
})

/** Latency-bound, so that no other work on the machine moves the knee: 4 slots of 50 ms. */
const config = () => `
target: { image: "${image}", cpus: 0.5, memory: 256MiB, ready: /health, env: { SLOTS: ${SLOTS}, LATENCY_MS: 50, MEMORY_MIB: 60 } }
requests: [{ name: index, path: / }]
stages: [{ name: steady, connections: 4, duration: 1s }]
thresholds: [failures < 5%]
capacity:
  knee: { connections: 1..16, duration: 1500ms }
  memory-floor: { memory: 32MiB..256MiB, step: 32MiB }
  table: { replicas: 1..2, cpus: 0.3 }
`

async function read(folder: string): Promise<Capacity | null> {
  const text = await readFile(join(folder, 'perf-gate-capacity.json'), 'utf8').catch(() => '')
  return decodeCapacity(text)
}

describe('perf-gate capacity', () => {
  it(
    'goes on where it was interrupted, finds knee, floor and box, and leaves no container',
    async () => {
      await using line = await CommandLine.in({ 'perf-gate.yml': config() })
      const child = spawn(process.execPath, [CLI, 'capacity'], { cwd: line.folder, stdio: 'ignore' })
      const exit = once(child, 'exit')
      while (((await read(line.folder))?.trials.length ?? 0) < 5 && child.exitCode === null) await sleep(100)
      child.kill('SIGINT')
      expect((await exit)[0]).toBe(130)
      const before = await read(line.folder)
      expect(before?.ended).toBeNull()
      expect(await ownedBy(child.pid ?? 0)).toBe('')

      expect(await readdir(line.folder)).not.toContainEqual(expect.stringMatching(/\.part$/))

      const { code, stdout, stderr, pid } = await line.run('capacity')
      expect(`${stdout}${stderr}`).toContain(`${before?.trials.length} configurations are measured already`)
      expect(code).toBe(0)
      const after = await read(line.folder)
      if (after === null) throw new Error('no result')
      expect(after.trials.slice(0, before?.trials.length)).toEqual(before?.trials)
      const { knee, memoryFloor, table, complete } = judgeCapacity(after)
      expect(complete).toBe(true)
      expect(Math.abs((knee?.knee?.amount ?? 0) - SLOTS)).toBeLessThanOrEqual(1)
      const { floorBytes, belowBytes } = memoryFloor ?? { floorBytes: null, belowBytes: null }
      expect(floorBytes ?? 0).toBeGreaterThan(60 * 1024 ** 2)
      expect((floorBytes ?? 0) - (belowBytes ?? 0)).toBe(32 * 1024 ** 2)
      expect(table?.best?.trial.box).toEqual({ replicas: 1, cpus: 0.3, memoryBytes: 256 * 1024 ** 2 })
      expect(table?.confirmed).toBe(true)
      expect(stdout).toContain('Recommendation: 0.3 CPU, 256 MiB')
      expect(await ownedBy(pid)).toBe('')
      const csv = await readFile(join(line.folder, 'perf-gate-capacity.csv'), 'utf8')
      expect(csv.split('\r\n')).toHaveLength(after.trials.length + 2)
      expect(await readFile(join(line.folder, 'perf-gate-capacity.md'), 'utf8')).toContain('### Boxes')
    },
    5 * MINUTES,
  )

  it(
    'shows in a terminal which configuration it measures, and says so in plain lines in a pipe',
    async () => {
      const file = config().replace(/^ {2}(knee|memory-floor).*\n/gm, '')
      await using line = await CommandLine.in({ 'perf-gate.yml': file })
      const terminal = new PseudoTerminal(['capacity', '--fresh'], { folder: line.folder, columns: 100 })
      const shown = await terminal.shows(/^table: 2 x 0\.3 CPU.*\nsteady /m)
      // Two boxes, and each twice again at most; what a busy machine has spoilt is measured once more.
      expect(shown).toMatch(
        /^table: 2 x 0\.3 CPU, 256 MiB each, configuration (?:2 of at most 6|3 of at most 7)\nsteady .* of 1 s +at most \d+ s left\n +RPS /m,
      )
      expect(shown).toMatch(/^table: 0\.3 CPU, 256 MiB: [\d.]+\/s, p95 /m)
      expect(await terminal.ended()).toBe(0)
      expect(terminal.screen.cursorIsShown).toBe(true)
      expect(await terminal.screen.text()).not.toMatch(/configuration \d of/)

      const { stderr } = await line.run('capacity', '--fresh')
      expect(stderr).toMatch(/^table: 0\.3 CPU, 256 MiB \(1 of at most 6\): starting, at most \d+ s left$/m)
      expect(stderr).toMatch(
        /^table: 2 x 0\.3 CPU, 256 MiB each \((?:2 of at most 6|3 of at most 7)\), steady: 1 of 1 s, \d+ RPS, /m,
      )
      expect(stderr).not.toContain('round 1 of 1')
    },
    5 * MINUTES,
  )

  it('refuses a search that could not end, before anything is started', async () => {
    await using line = await CommandLine.in({ 'perf-gate.yml': config().replace('1..16', '16..1') })
    const { code, stdout } = await line.run('capacity')
    expect(stdout).toContain('capacity.knee.connections: "16..1" falls')
    expect(code).toBe(2)
  })
})
