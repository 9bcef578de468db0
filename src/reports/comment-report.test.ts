import { describe, expect, test } from 'vitest'
import { ALL_SEARCHES, capacityRun } from '../../fixtures/capacity-run.ts'
import { golden } from '../../fixtures/golden.ts'
import { HOSTILE_TEXTS } from '../../fixtures/hostile.ts'
import type { Capacity } from '../model/capacity/capacity.ts'
import { judgeCapacity } from '../model/capacity/judge-capacity.ts'
import { reportCapacity } from '../model/capacity/report-capacity.ts'
import { SIMULATED } from '../model/capacity/test/simulated-target.ts'
import { capacityKey } from '../model/gate-key.ts'
import { answered, outside, words } from '../model/outside.ts'
import type { Report } from '../model/report/report.ts'
import { renderComment } from './comment.ts'
import { reportSections } from './comment-report.ts'

const RUN = 'https://github.com/acme/covertype/actions/runs/123456'
const ROOM = 60_000
const MIB = 1024 ** 2

function commentOf(report: Report, maxBytes = ROOM): string {
  const input = {
    key: capacityKey({ id: 'api', label: outside('perf.yml / size') }),
    report,
    judged: null,
    runUrl: RUN,
    artifactUrl: `${RUN}/artifacts/77`,
    commit: 'c0ffee0123456789c0ffee0123456789c0ffee01',
    isForeign: false,
  }
  return renderComment(input, maxBytes)
}

const reportOf = (capacity: Capacity) => reportCapacity(capacity, judgeCapacity(capacity))
const found = reportOf(capacityRun())

/** As many boxes as may be asked for, on a machine that can hold them all. */
const largest = reportOf(
  capacityRun({
    question: {
      ...ALL_SEARCHES,
      machine: { ...ALL_SEARCHES.machine, cores: 64, memoryBytes: 1024 ** 4 },
      searches: {
        ...ALL_SEARCHES.searches,
        table: {
          replicas: Array.from({ length: 20 }, (_, place) => place + 1),
          cpus: Array.from({ length: 10 }, (_, place) => 0.1 * (place + 1)),
          memoryBytes: [512 * MIB],
        },
      },
    },
    target: { ...SIMULATED, slots: 1000, latencyMs: 5000 },
  }),
)

describe('the comment of a capacity run', () => {
  test.each([
    ['found', found],
    ['not-found', reportOf(capacityRun({ target: { ...SIMULATED, latencyMs: 900 } }))],
    ['interrupted', reportOf(capacityRun({ most: 4 }))],
  ])('%s is as its golden text', (name, report) => {
    const made = commentOf(report)
    expect(made).toBe(golden(`comment-capacity-${name}.md`, made))
  })

  test('has the answers open, the tables to open, and no chart', () => {
    const [open = '', ...rest] = commentOf(found).split('<details>')
    expect(open).toMatch(/^## ✅ Capacity: cheapest box /)
    expect(open).toContain('- Recommendation: ')
    expect(open).not.toContain('|')
    const titles = rest.map((part) => /<summary>(.*)<\/summary>/.exec(part)?.[1])
    expect(titles).toEqual(['Boxes', 'Load', 'Rates', 'Memory', 'Target and machine'])
  })

  test('says that it is that of a capacity run, and links to the run and to its files', () => {
    expect(commentOf(found).split('\n').at(-2)).toBe(
      `[Run](${RUN}) · [result and report](${RUN}/artifacts/77) · capacity of \`perf.yml / size\` · commit \`c0ffee012345\``,
    )
  })

  test('of as many boxes as may be asked for has room, and the answers whole', () => {
    const made = commentOf(largest)
    expect(Buffer.byteLength(made)).toBeLessThan(ROOM)
    for (const line of commentOf(largest, ROOM / 2)
      .split('<details>')[0]
      ?.split('\n') ?? [])
      expect(made).toContain(line)
  })

  test('loses its last sections first where there is too little room', () => {
    const cut = commentOf(found, 4000)
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(4000)
    expect(cut).toContain('- Recommendation: ')
    expect(cut).toMatch(/_Left out here for their length: .*Target and machine\. The run's summary has them\._/)
  })
})

describe('a report that stands for itself', () => {
  const report = (sections: Report['sections']): Report => ({ outcome: 'fail', headline: words`Fail`, sections })

  test('gives a comment neither lines of a log nor what a target has answered', () => {
    const said = answered(outside('SECRET-BODY'))
    const texts = reportSections(
      report([
        { kind: 'log', title: 'Log', lines: [outside('SECRET-LINE')] },
        { kind: 'words', title: 'Answers', lines: [words`got 200, but: ${said}`] },
        {
          kind: 'table',
          title: 'Boxes',
          columns: [{ title: 'Result', align: 'left' }],
          rows: [{ mark: 'fail', cells: [words`did not start: ${said}`] }],
        },
      ]),
    ).map(({ text }) => text)
    expect(texts.join('\n')).not.toContain('SECRET')
    expect(texts[0]).toBe('- got 200, but: (see the log of the run)')
    expect(texts[1]).toContain('did not start: (see the log of the run)')
  })

  test('keeps hostile names in code spans, in every section', () => {
    const lines = HOSTILE_TEXTS.map((text) => words`name ${outside(text)}`)
    const [first, second] = reportSections(
      report([
        { kind: 'words', title: 'One', lines },
        { kind: 'words', title: 'Two', lines },
      ]),
    )
    expect(second?.text).toContain(first?.text)
    const prose = (first?.text ?? '').replace(/(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)/g, '')
    expect(prose).not.toMatch(/@\w|(?<!&)#\d|:\/\/|</)
  })
})
