import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildImage } from '../../fixtures/images.ts'
import type { Capacity } from '../model/capacity/capacity.ts'
import { decodeCapacity } from '../model/capacity/capacity-file.ts'
import { judgeCapacity } from '../model/capacity/judge-capacity.ts'
import { CommandLine } from './test/command-line.ts'

const CLI = fileURLToPath(new URL('../cli.ts', import.meta.url))
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

function containers(): string {
  return execFileSync('docker', ['ps', '--all', '--quiet', '--filter', `ancestor=${image}`]).toString()
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
      expect(containers()).toBe('')

      const { code, stdout, stderr } = await line.run('capacity')
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
      expect(stdout).toContain('Recommendation: 0.3 CPU, 256 MiB')
      expect(containers()).toBe('')
      const csv = await readFile(join(line.folder, 'perf-gate-capacity.csv'), 'utf8')
      expect(csv.split('\r\n')).toHaveLength(after.trials.length + 2)
      expect(await readFile(join(line.folder, 'perf-gate-capacity.md'), 'utf8')).toContain('### Boxes')
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
