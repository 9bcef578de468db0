import { describe, expect, test } from 'vitest'
import { golden } from '../../fixtures/golden.ts'
import { HOSTILE_TEXTS } from '../../fixtures/hostile.ts'
import { driving, starting } from '../../fixtures/progress.ts'
import { follow, type LiveRun } from '../model/live-run.ts'
import { words } from '../model/outside.ts'
import type { Progress, Usage } from '../model/progress.ts'
import { displayWidth } from '../reports/display-width.ts'
import { renderLive } from './render-live.ts'

const LOOK = { columns: 80, rows: 24, colour: false, glyphs: 'unicode' } as const
const GIB = 1024 ** 3
const FULL: Usage = { cpus: 0.998, cpuLimit: 1, memoryBytes: 1.41 * GIB, memoryLimitBytes: 1.5 * GIB }

function runOf(told: readonly Progress[]): LiveRun {
  const [first, ...rest] = told
  if (first === undefined) throw new Error('something is told')
  return rest.reduce((run, now) => follow(run, now), follow(null, first))
}

/** A run whose rate climbs to its limit while its p95 grows. */
function climb(seconds: number, side: 'candidate' | 'baseline' = 'candidate', run: Partial<Progress> = {}): Progress[] {
  return Array.from({ length: seconds }, (_, second) =>
    driving(
      { side, elapsedMs: second * 1000, rps: 357 * (1 - 0.7 ** (second + 1)), recentP95Ms: 12 + 3 * second },
      { round: 2, share: 0.2 + 0.02 * second, ...run },
    ),
  )
}

const BOTH: Partial<Progress> = { rounds: 12, sides: ['candidate', 'baseline'], left: { ms: 365_000, atMost: true } }

const TRIAL: Partial<Progress> = {
  trial: { what: words`table: 2 x 0.3 CPU, 512 MiB each`, number: 14, most: 32 },
  round: 1,
  rounds: 1,
  left: { ms: 365_000, atMost: true },
}

const MOMENTS: Readonly<Record<string, LiveRun>> = {
  'a first start': runOf([starting({ share: 0, left: { ms: 57_000, atMost: false } })]),
  'a warm-up': runOf([
    driving({ stage: 'warm-up', warmUp: true, plannedMs: 5000, elapsedMs: 250, p95Ms: null, usage: null }),
  ]),
  'under load': runOf(climb(9)),
  'at its limits': runOf([...climb(40), driving({ failed: 61, usage: FULL, p95Ms: 12_345, rps: 12_345 })]),
  'a later start': runOf([...climb(9), starting({ round: 3, share: 0.66 })]),
  'a stage by count': runOf([driving({ plannedMs: null, elapsedMs: 61_000 }, { left: null })]),
  'both sides': runOf([...climb(9, 'candidate', BOTH), ...climb(9, 'baseline', BOTH)]),
  'both sides, a start': runOf([...climb(9, 'baseline', BOTH), starting({ ...BOTH, round: 3 })]),
  'a configuration, a start': runOf([starting({ ...TRIAL, share: 0.3 })]),
  'a configuration under load': runOf(climb(9, 'candidate', TRIAL)),
  'a configuration of several rounds': runOf([driving({}, { ...TRIAL, rounds: 3 })]),
  'a stage in Chinese': runOf([driving({ stage: '稳定负载🚀' })]),
}

function allMoments(look: Partial<typeof LOOK> | { readonly glyphs: 'ascii' } | { readonly colour: true }): string {
  return Object.entries(MOMENTS)
    .map(([name, run]) => `=== ${name}\n${renderLive(run, 3400, { ...LOOK, ...look }).join('\n')}\n`)
    .join('')
}

describe('the live block', () => {
  test.each([20, 40, 60, 80, 200])('at %i columns', (columns) => {
    const text = allMoments({ columns } as object)
    expect(text).toBe(golden(`live-${columns}.txt`, text))
  })

  test('in ASCII', () => {
    const text = allMoments({ glyphs: 'ascii' })
    expect(text).toBe(golden('live-ascii.txt', text))
    expect(text.replace('稳定负载🚀', '')).toMatch(/^[\n -~]*$/)
  })

  test('has the same characters with colour as without', () => {
    const coloured = allMoments({ colour: true })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with the control character ESC.
    expect(coloured.replaceAll(/\u001B\[\d+m/g, '')).toBe(allMoments({}))
    expect(coloured).toContain('\u001B[31m')
  })

  test('is narrower than the terminal, at every width', () => {
    for (let columns = 20; columns <= 260; columns++) {
      for (const run of Object.values(MOMENTS)) {
        const widths = renderLive(run, 0, { ...LOOK, columns }).map(displayWidth)
        expect(Math.max(...widths)).toBeLessThan(columns)
      }
    }
  })

  test.each([30, 80, 200])('has as many lines in every moment of a run, at %i columns', (columns) => {
    const heights = (names: readonly string[]) =>
      names.map((name) => renderLive(MOMENTS[name] ?? runOf([]), 0, { ...LOOK, columns }).length)
    expect(new Set(heights(['a first start', 'a warm-up', 'under load', 'at its limits', 'a later start'])).size).toBe(
      1,
    )
    expect(new Set(heights(['both sides', 'both sides, a start'])).size).toBe(1)
    expect(new Set(heights(Object.keys(MOMENTS).filter((name) => name.startsWith('a configuration')))).size).toBe(1)
  })

  test('keeps to the rows that there are', () => {
    const rows = (count: number) => renderLive(runOf(climb(9)), 0, { ...LOOK, columns: 30, rows: count }).length
    expect([24, 5, 2, 1].map(rows)).toEqual([8, 4, 1, 1])
  })

  test('says which configuration of a capacity run it shows, and the round only where there are several', () => {
    const lines = (name: string) => renderLive(MOMENTS[name] ?? runOf([]), 0, LOOK).slice(0, 2)
    expect(lines('a configuration, a start')).toEqual([
      'table: 2 x 0.3 CPU, 512 MiB each, configuration 14 of at most 32',
      expect.stringMatching(/^starting {2}.* at most 6m5s left$/),
    ])
    expect(lines('a configuration of several rounds')[1]).toMatch(/^round 1 of 3, steady /)
  })

  test('shows how long a start takes', () => {
    const line = (sinceMs: number) => renderLive(runOf([starting()]), sinceMs, LOOK)[0]
    expect([line(0), line(61_000)]).toEqual([expect.stringContaining('  0 s  '), expect.stringContaining(' 61 s  ')])
  })

  test('lets no name of a stage move the cursor or begin a line', () => {
    for (const stage of HOSTILE_TEXTS) {
      const text = renderLive(runOf([driving({ stage })]), 0, LOOK).join('')
      expect(text).not.toMatch(/\p{Cc}/u)
    }
  })
})
