import { describe, expect, it } from 'vitest'
import { CommandLine } from '../test/command-line.ts'

const GATE = `
target: { image: api:1, cpus: 1, memory: 512MiB }
requests: [{ name: index, path: / }]
stages: [{ name: steady, connections: 4, duration: 10s }]
thresholds: [p95 < 1s]
`

/** Its boxes are too large for any machine, but for one. */
const SEARCHES = `capacity:
  knee: { connections: 1..8, duration: 5s }
  max-rate: {}
  memory-floor: { memory: 64MiB..512MiB }
  table: { replicas: 1..2, memory: [64MiB, 1TiB] }
budget: 1h
`

async function check(config: string) {
  await using line = await CommandLine.in({ 'perf-gate.yml': config })
  return await line.run('check')
}

describe('check', () => {
  it('prints the plan of a gate, and of no search where none is named', async () => {
    const { code, stdout } = await check(GATE)
    expect(code).toBe(0)
    expect(stdout).toContain('stage steady: 4 connections for 10 s')
    expect(stdout).not.toContain('capacity')
  })

  it('prints what a capacity run would search, with the most that it takes', async () => {
    const { code, stdout } = await check(`${GATE}${SEARCHES}`)
    expect(code).toBe(0)
    const lines = stdout.split('\n')
    const plan = lines.slice(lines.indexOf('"perf-gate capacity" would search:') + 1)
    expect(plan.slice(0, 6)).toEqual([
      expect.stringMatching(/^ {2}knee: from 1 to 8 connections, 5 s each; at most \d+ configurations, .* of load$/),
      expect.stringMatching(/^ {2}max-rate: from 1\/s to 1000\/s, 10 s each; at most \d+ configurations, .* of load$/),
      expect.stringMatching(
        /^ {2}memory-floor: from 64 MiB to 512 MiB in steps of 16 MiB, .*; at most \d+ configurations/,
      ),
      '  table: 2 boxes, and 2 too large for this machine, with the stages of the file; at most 6 configurations, 1m of load',
      expect.stringMatching(/^ {2}each on a fresh start; at most \d+ in all, \S+ of load, and what the starts take$/),
      expect.stringMatching(
        /^ {2}budget 1h: what would not fit is not begun, .*; 1h\S+ at worst \(.* within the 2m of target\.ready\.within\); time limit 2h; seed \d+$/,
      ),
    ])
  })
})
