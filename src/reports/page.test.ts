import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hostileResult } from '../../fixtures/hostile-result.ts'
import { longResult } from '../../fixtures/long-result.ts'
import { recordedCapacity } from '../../fixtures/recorded-result.ts'
import { REPORTS } from '../../fixtures/reports.ts'
import { makeResult } from '../../fixtures/results.ts'
import { judgeCapacity } from '../model/capacity/judge-capacity.ts'
import { reportCapacity } from '../model/capacity/report-capacity.ts'
import type { LineChart } from '../model/chart.ts'
import { against } from '../model/judge/compare-results.ts'
import { judge } from '../model/judge/verdict.ts'
import { outside, words } from '../model/outside.ts'
import { makeReport } from '../model/report/make-report.ts'
import type { Report } from '../model/report/report.ts'
import { decodeResult, type Result } from '../model/result/result.ts'
import { finish } from '../stories/finish.ts'
import { renderPage } from './page.ts'

const recorded = (name: string) =>
  readFileSync(join(import.meta.dirname, `../../fixtures/results/${name}.json`), 'utf8')

function pageOf(result: Result): string {
  return renderPage(makeReport(result, judge(result)), result)
}

function titles(page: string): readonly string[] {
  return [...page.matchAll(/<h2[^>]*>(.*?)<\/h2>/g)].map((match) => match[1] ?? '')
}

describe('the page', () => {
  it('has the verdict first, then charts, then what explains them, and how to measure it again last', () => {
    const [killed, pair] = ['out-of-memory', 'regression'].map((name) => pageOf(decodeResult(recorded(name))))
    expect(titles(killed ?? '')).toEqual([
      'Checks',
      'Why',
      'Measured over 1 round',
      'Load over time',
      'Latency distribution',
      'CPU and memory against their limits',
      'Requests',
      'Failures',
      'One example of each failure',
      'What the target did',
      'Load generator',
      'Target and machine',
      'Exceptions',
      'Last lines of the container&#39;s log (round 1)',
      'Plan',
      'How to reproduce',
    ])
    expect(titles(pair ?? '')[3]).toBe('Candidate against baseline, round by round')
  })

  it('of a capacity run has the answers first, then charts, then all that was measured, and how to measure it again', () => {
    const capacity = { ...recordedCapacity(), command: ['perf-gate', 'capacity', '--threshold', 'a b'] }
    const page = renderPage(reportCapacity(capacity, judgeCapacity(capacity)), null)
    expect(titles(page)).toEqual([
      'Answers',
      'Charts',
      'Boxes',
      'Load',
      'Rates',
      'Memory',
      'Target and machine',
      'How to reproduce',
    ])
    expect(page).toContain(`<dt>Configurations</dt><dd>${capacity.trials.length}</dd>`)
    expect(page).toMatch(
      /<pre class="command"[^>]*>perf-gate capacity --threshold &#39;a b&#39; --image sha256:[^<]*<\/pre>/,
    )
    expect(page).toContain(` --seed ${capacity.plan.seed}</pre>`)
    expect(Buffer.byteLength(page)).toBeLessThan(400_000)
  })

  it('of two runs with different plans has both beside each other, and why they are not compared', () => {
    const [before, now] = [decodeResult(recorded('replicas')), decodeResult(recorded('pass'))]
    const { report, result } = finish(against(before, outside('<before>'), now), before)
    const page = renderPage(report, result, before)
    expect(titles(page).slice(0, 5)).toEqual([
      'The gate itself',
      'Checks',
      'Not compared',
      'Measured over 3 rounds',
      'Load over time',
    ])
    expect(page).toContain('cannot be held against the candidate&#39;s: it was measured with another plan (')
    for (const side of ['baseline', 'candidate'])
      expect(page).toContain(`>RPS: good answers per second (${side})</figcaption>`)
    // What is of one run alone says of which.
    const shared = [
      'The gate itself',
      'Checks',
      'Not compared',
      'Measured over 3 rounds',
      'Baseline',
      'How to reproduce',
    ]
    const drawn = ['Load over time', 'Latency distribution', 'CPU and memory against their limits']
    const others = titles(page).filter((title) => ![...shared, ...drawn].includes(title))
    expect(others.filter((title) => !/ of the (?:baseline|candidate)$/.test(title))).toEqual([])
    for (const title of ['Requests', 'Plan'])
      expect(others).toEqual(expect.arrayContaining([`${title} of the baseline`, `${title} of the candidate`]))
    expect(page).toContain(' Only the baseline has this chart.</p>')
  })

  it('of two runs has the exceptions of both, each under the name of its run', () => {
    const [before, now] = [decodeResult(recorded('out-of-memory')), decodeResult(recorded('replicas'))]
    const { report, result } = finish(against(before, outside('before'), now), before)
    const page = renderPage(report, result, before)
    expect(titles(page)).toContain('Exceptions of the baseline')
    expect(titles(page)).not.toContain('Exceptions of the candidate')
  })

  it('of hundreds of stages draws the first of them, says so, and has no more points for that', () => {
    const few = longResult()
    const [named] = few.plan.stages.filter(({ name }) => name === 'steady')
    if (named === undefined) throw new Error('the long result has a stage "steady"')
    const names = Array.from({ length: 300 }, (_, place) => `stage-${place}`)
    const evidence = few.evidence.slice(0, 3).map((round) => ({
      ...round,
      starts: round.starts.map((start) => {
        if (start.state !== 'ready') return start
        const [samples, figures] = [start.stages[0], start.figures[0]]
        if (samples === undefined || figures === undefined) throw new Error('a start without a stage')
        return {
          ...start,
          stages: names.map((stage) => ({ ...samples, stage })),
          figures: names.map(() => figures),
        }
      }),
    }))
    const many = { ...few, plan: { ...few.plan, stages: names.map((name) => ({ ...named, name })) }, evidence }
    const dataOf = (page: string) => /id="data">([\s\S]*?)<\/script>/.exec(page)?.[1]?.length ?? 0
    const page = pageOf(many)
    expect(page).toContain('The first 20 of 300 measured stages have charts; the tables are of all of them.')
    expect(page.match(/<h3>Stage <bdi>stage/g)?.length).toBe(3 * 20)
    expect(dataOf(page)).toBeLessThan(1_000_000)
    expect(Buffer.byteLength(page)).toBeLessThan(3_000_000)
  })

  it('links to each of its sections', () => {
    const page = pageOf(decodeResult(recorded('pass')))
    const targets = [...page.matchAll(/<a href="#([\w-]+)"/g)].map((match) => match[1])
    expect(targets.length).toBeGreaterThan(8)
    expect(targets.filter((id) => !page.includes(`id="${id}"`))).toEqual([])
  })

  it('says the command to measure it again', () => {
    expect(pageOf(decodeResult(recorded('pass')))).toMatch(
      /<pre class="command"[^>]*>perf-gate run --config perf-gate\.yml --image /,
    )
    expect(pageOf(makeResult({ command: null }))).toContain('does not say by which command')
  })

  it('is a page of the report alone where nothing was measured', () => {
    const page = renderPage(REPORTS.fail, null)
    expect(titles(page)).toEqual(REPORTS.fail.sections.map(({ title }) => title))
    expect(page).toContain('<h1>')
  })

  it('draws the charts of the report itself, such as those of a search, in their place', () => {
    const line: LineChart = {
      kind: 'lines',
      title: words`RPS over connections`,
      summary: words`It bends at 20.`,
      x: { label: 'Connections', unit: 'count', scale: 'log', from: null, to: null },
      y: { label: 'RPS', unit: 'rate', scale: 'linear', from: 0, to: null },
      series: [],
      bands: [],
      marks: [{ axis: 'x', at: 20, what: 'point', ink: null, label: words`knee ${outside('<20>')}` }],
    }
    const report: Report = {
      ...REPORTS.pass,
      sections: [{ kind: 'charts', title: 'Capacity', groups: [{ title: words`One core`, charts: [line] }] }],
    }
    const page = renderPage(report, null)
    expect(titles(page)).toEqual(['Capacity'])
    expect(page).toContain('<h3>One core</h3>')
    expect(page).toContain('knee <bdi>&lt;20&gt;</bdi>')
    expect(page).toContain('data-chart="0"')
  })

  it('lets only its own script and style run, by their hashes, and nothing be loaded', () => {
    const page = pageOf(decodeResult(recorded('pass')))
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? ''
    const hash = (pattern: RegExp) =>
      `&#39;sha256-${createHash('sha256')
        .update(pattern.exec(page)?.[1] ?? '')
        .digest('base64')}&#39;`
    expect(policy).toContain('default-src &#39;none&#39;')
    expect(policy).toContain(`script-src ${hash(/<script>([\s\S]*?)<\/script>/)}`)
    expect(policy).toContain(`style-src ${hash(/<style>([\s\S]*?)<\/style>/)}`)
    expect(policy).not.toMatch(/unsafe|https?:|\*/)
    expect(page.match(/<script|<style/g)).toHaveLength(3)
    expect(page).not.toMatch(/ style="| on\w+="/)
  })

  it('has no markup of any hostile text', () => {
    for (const name of ['regression', 'out-of-memory', 'replicas']) {
      const page = pageOf(hostileResult(recorded(name)))
      expect(page).toContain('&lt;b&gt;')
      expect(page).not.toMatch(/<b>|<img|<\/details>(?!\n<\/figure>)|onerror=alert\(1\)>/)
    }
  })

  it('is under 400 kB for a small run, and under 1 MB for half an hour with 20 rounds', () => {
    expect(Buffer.byteLength(pageOf(decodeResult(recorded('pass'))))).toBeLessThan(400_000)
    expect(Buffer.byteLength(pageOf(longResult()))).toBeLessThan(1_000_000)
  })

  it('cuts what nobody would read, and says so', () => {
    const line = outside('x')
    const rows = Array.from({ length: 700 }, () => ({ mark: null, cells: [words`x`] }))
    const report: Report = {
      ...REPORTS.pass,
      sections: [
        { kind: 'log', title: 'Log', lines: Array.from({ length: 900 }, () => line) },
        { kind: 'table', title: 'Table', columns: [{ title: 'x', align: 'left' }], rows },
      ],
    }
    const page = renderPage(report, null)
    expect(page).toContain('The last 200 of 900 lines.')
    expect(page).toContain('The first 500 of 700 rows.')
  })

  it('is the same for the same result', () => {
    const result = decodeResult(recorded('replicas'))
    expect(pageOf(result)).toBe(pageOf(result))
  })
})
