import { describe, expect, test } from 'vitest'
import { golden } from '../../fixtures/golden.ts'
import { HOSTILE_TEXTS } from '../../fixtures/hostile.ts'
import { pairedPlan, pairedResult, rounds } from '../../fixtures/pairs.ts'
import {
  connectionsStage,
  image,
  machine,
  makeResult,
  outOfMemory,
  planRecord,
  readyRounds,
  storedBaseline,
  thresholds,
  withStarts,
} from '../../fixtures/results.ts'
import { withMarker } from '../github/marker.ts'
import { SetupError } from '../model/errors.ts'
import type { Ending, Start } from '../model/evidence.ts'
import { makeGateKey } from '../model/gate-key.ts'
import { judge } from '../model/judge/verdict.ts'
import { outside, words } from '../model/outside.ts'
import { reportError } from '../model/report/error-report.ts'
import { makeReport } from '../model/report/make-report.ts'
import type { Asked } from '../model/result/asked.ts'
import type { Result } from '../model/result/result.ts'
import { type CommentInput, renderComment } from './comment.ts'

const RUN = 'https://github.com/acme/covertype/actions/runs/123456'
const key = makeGateKey({
  workflow: '.github/workflows/perf.yml',
  job: 'gate',
  step: '__acme_perf-gate',
  config: 'perf-gate.yml',
  imageRepository: 'ghcr.io/acme/covertype-api',
  matrix: '{"cpus": 1}',
})

function inputOf(result: Result, parts: Partial<CommentInput> = {}): CommentInput {
  const verdict = judge(result)
  return {
    key,
    report: makeReport(result, verdict),
    judged: { result, verdict },
    runUrl: RUN,
    artifactUrl: `${RUN}/artifacts/77`,
    commit: 'c0ffee0123456789c0ffee0123456789c0ffee01',
    isForeign: false,
    ...parts,
  }
}

const asked = { thresholds: thresholds('steady: p95 < 250ms', 'rps >= 1000', 'failures < 1%', 'offered: p95 < 120ms') }

const slower = pairedResult(rounds(6, 0.25), { asked })

/** The same measurement under a gate that the change itself made wider. */
function loosened(): CommentInput {
  const before: Asked = {
    ...slower.asked,
    thresholds: thresholds('steady: p95 < 2ms', 'rps >= 1500'),
    failOn: 'likely',
  }
  return inputOf({ ...slower, gateBefore: { plan: { ...slower.plan, cpus: 2 }, asked: before } })
}

const stages = ['steady', 'burst', 'calm']
const first = makeResult({
  evidence: readyRounds(
    Array.from({ length: 3 }, () => [
      { stage: 'steady', ok: 2490, latencyMs: 37, slow: { count: 200, latencyMs: 61 } },
      { stage: 'burst', ok: 2170, latencyMs: 218, slow: { count: 200, latencyMs: 318 } },
      { stage: 'calm', ok: 500, latencyMs: 2 },
    ]),
  ),
  plan: planRecord(stages),
  lookup: { state: 'missing', where: outside('the artifacts of this repository'), storedBy: 'base-branch' },
  asked: { thresholds: thresholds('p95 < 250ms', 'steady: rps >= 200') },
})

const stored = makeResult({
  lookup: {
    state: 'found',
    where: outside('perf-gate-baseline.json'),
    baseline: storedBaseline([
      { rps: [120, 121, 119], p95: [40, 41, 40] },
      { rps: [121, 121, 120], p95: [40, 40, 41] },
      { rps: [119, 120, 119], p95: [40, 41, 41] },
      { rps: [120, 120, 121], p95: [41, 40, 40] },
    ]),
  },
  asked: { thresholds: thresholds('p95 < 250ms', 'rps >= 50') },
})

/** Its second stage killed it; the engine and the service have spoken. */
const killed = makeResult({
  evidence: withStarts(
    readyRounds([
      [
        {
          ok: 2000,
          connectionErrors: 70,
          ended: { how: 'aborted', why: 'target-gone' },
          failures: [
            {
              kind: 'reset',
              status: null,
              count: 70,
              firstMs: 4100,
              lastMs: 4900,
              example: outside('SECRET-BODY ::error::forged'),
            },
          ],
        },
      ],
    ]),
    { ending: outOfMemory },
  ),
  ended: 'target-gone',
  plan: planRecord(['steady'], 1),
  asked: { thresholds: thresholds('p95 < 250ms') },
})

/** Hostile text wherever a result file that somebody else wrote can have it, also where our own words should be. */
function hostile(): CommentInput {
  const all = HOSTILE_TEXTS.join(' ')
  const stage = `${all.slice(0, 60)}\`\`\`\`<!-- x --> -->`
  const result = pairedResult(
    rounds(6, 0.25).map((round) => ({
      ...round,
      candidate: round.candidate.map((one) => ({ ...one, stage: one.stage === 'steady' ? stage : 'offered' })),
      baseline: round.baseline.map((one) => ({ ...one, stage: one.stage === 'steady' ? stage : 'offered' })),
    })),
    {
      plan: pairedPlan({ stages: [connectionsStage(stage), ...pairedPlan().stages.slice(2)] }),
      images: { candidate: { ...image, reference: all, platform: all, digest: all }, baseline: null },
      machine: { ...machine, cpuModel: all, kernel: '@octocat', runnerImage: 'https://evil.example/' },
      asked: {
        thresholds: thresholds('p95 < 1ms').map((one) => ({
          ...one,
          text: '@octocat fixes #9 | <b> https://evil.example',
        })),
        accept: [
          { stage, metric: 'p95', upTo: 0.01, reason: all, issue: '#1', until: '2026-12-31', text: 'GH-1 @octocat' },
        ],
      },
    },
  )
  const before = { plan: { ...result.plan, stages: [] }, asked: { ...result.asked, accept: [], thresholds: [] } }
  return inputOf(
    { ...result, gateBefore: before },
    {
      key: { id: 'hostile', label: outside(all) },
      runUrl: 'javascript:alert(1)',
      artifactUrl: `${RUN}/artifacts/1)[x](https://evil.example`,
      commit: '@octocat',
    },
  )
}

const INPUTS: Readonly<Record<string, CommentInput>> = {
  pass: inputOf(pairedResult(rounds(6, 0), { asked })),
  regression: inputOf(slower),
  loosened: loosened(),
  first: inputOf(first),
  stored: inputOf(stored),
  killed: inputOf(killed),
  hostile: hostile(),
  'not-judged': inputOf(first, {
    judged: null,
    artifactUrl: null,
    report: reportError(
      new SetupError(words`no image ${outside('@octocat')}`, words`Push it first, or build it in this job.`, {
        lastLines: [outside('a line of a log')],
      }),
    ),
  }),
  foreign: inputOf(first, { isForeign: true }),
}

const ROOM = 60_000
const render = (name: string, maxBytes = ROOM) => renderComment(INPUTS[name] ?? inputOf(first), maxBytes)

/** Without code spans and fenced blocks, in which GitHub acts upon nothing. */
function prose(markdown: string): string {
  return markdown.replace(/^(`{3,})text\n[\s\S]*?\n\1$/gm, '').replace(/(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)/g, '')
}

describe('a comment', () => {
  test.each(Object.entries(INPUTS))('%s is as its golden text', (name, input) => {
    const made = withMarker(input.key, renderComment(input, ROOM))
    expect(made).toBe(golden(`comment-${name}.md`, made))
  })

  test('leads with what loosens the gate, before the verdict', () => {
    expect(render('loosened').split('\n')[1]).toMatch(/^> This change loosens the gate: `steady` p95 2 ms → 250 ms; /)
    expect(render('loosened').indexOf('## ')).toBeGreaterThan(render('loosened').indexOf('loosens'))
  })

  test('says on a first run that there is no baseline yet, and only then', () => {
    const sentence = "No baseline yet: judged by thresholds only; the base branch's first run will store one."
    expect(Object.keys(INPUTS).filter((name) => render(name).includes(sentence))).toEqual(['first', 'foreign'])
  })

  test('shows what failed first, and what passed only when it is opened', () => {
    const [open = '', quiet = ''] = render('regression').split('<details>')
    expect(open).toMatch(/❌\s`steady`/)
    expect(open).not.toContain('✅')
    expect(quiet).toMatch(/^\n<summary>5 checks pass; advisory: 1 check passes<\/summary>/)
  })

  test('holds no body, no example of an answer and no line of a log', () => {
    expect(render('killed')).not.toMatch(/SECRET-BODY|loading model|forged/)
    expect(render('not-judged')).not.toContain('a line of a log')
  })

  test('hides what a baseline that never got ready answered, which is told beside the numbers', () => {
    const engineSaid = outside('the last answer was SECRET')
    const result = pairedResult(rounds(1, 0))
    const evidence = result.evidence.map((round) => ({
      ...round,
      starts: round.starts.map((start): Start => {
        const ending: Ending = { ...outOfMemory, how: 'never-ready', engineSaid }
        return start.side === 'baseline' && start.state === 'ready' ? { ...start, ending } : start
      }),
    }))
    const made = renderComment(inputOf({ ...result, evidence }), ROOM)
    expect(made).toContain('was not ready within 4.2 s: (see the log of the run)')
    expect(made).not.toContain('SECRET')
  })

  test('hides what the target answered, and keeps the names of the plan', () => {
    const probe = { request: 'predict', status: 200, ok: false, error: outside('the body SECRET-BODY'), body: null }
    const result = makeResult({
      evidence: withStarts(readyRounds([[]]), { probes: [probe] }),
      ended: 'unexpected-answer',
    })
    expect(renderComment(inputOf(result), ROOM)).not.toContain('SECRET')
    expect(renderComment(inputOf(result), ROOM)).toContain(
      '`predict`: expected 2xx, got 200, but: (see the log of the run)',
    )
  })
})

describe('hostile text in a comment', () => {
  test('makes no mention, reference, address, element or mark', () => {
    const text = prose(render('hostile')).replaceAll(/<\/?(?:details|summary)>/g, '')
    expect(text).not.toMatch(/@\w|(?<!&)#\d|GH-\d|:\/\/|www\.|<|-->/i)
  })

  test('hides and reorders nothing', () => {
    expect(render('hostile').replaceAll('\n', '')).not.toMatch(
      /[\p{Cc}\u2028\u2029\u200B-\u200F\u202A-\u202E\u2066-\u2069]/u,
    )
  })

  test('gets no link', () => {
    expect(prose(render('hostile'))).not.toContain('](')
    expect(render('pass')).toContain(`[Run](${RUN}) · [result and report](${RUN}/artifacts/77)`)
  })

  test('leaves every table with as many cells as columns', () => {
    const rows = render('hostile')
      .split('\n')
      .filter((line) => line.startsWith('|'))
    const cells = rows.map((row) => row.replaceAll('\\|', '').split('|').length)
    expect(new Set(cells)).toEqual(new Set([9, 13, 14, 15]))
  })
})

describe('a comment with a limit', () => {
  const whole = render('loosened')
  const bytes = Buffer.byteLength(whole)

  test('is left as it is when it fits to the byte', () => {
    expect(render('loosened', bytes)).toBe(whole)
  })

  test('loses the details first, says so, and never a part of a section', () => {
    const cut = render('loosened', bytes - 1)
    expect(cut).toContain("_Left out here for their length: Load generator. The run's summary has them._")
    expect(cut).toContain('kernel')
    const shorter = render('loosened', Buffer.byteLength(cut) - 1)
    expect(shorter).toContain('_Left out here for their length: Load generator; Baseline, target and machine. ')
    expect(shorter).toContain('What the target did')
    expect(shorter).not.toContain('kernel')
  })

  test('never exceeds a limit that has room for verdict and links, and keeps these always', () => {
    for (let limit = 700; limit < bytes; limit += 97) {
      const cut = render('loosened', limit)
      expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(limit)
      expect(cut).toMatch(/^## ❌ /m)
      expect(cut).toContain('[Run](')
      expect(cut.split('<details>').length).toBe(cut.split('</details>').length)
    }
  })

  test('holds a verdict whose reason is as long as a book', () => {
    const headline = words`Fail: ${Array.from({ length: 200 }, () => `${'& a '.repeat(500)}`)}`
    const made = renderComment({ ...inputOf(first), report: { outcome: 'fail', headline, sections: [] } }, 29_000)
    expect(Buffer.byteLength(made)).toBeLessThanOrEqual(29_000)
    expect(made).toMatch(/^## ❌ Fail: &amp; a .*…$/m)
    expect(made).toContain('[Run](')
  })

  test('holds hundreds of failed checks of long names', () => {
    const names = Array.from({ length: 100 }, (_, place) => `${'ä'.repeat(95)}${place}`)
    const result = makeResult({
      evidence: readyRounds([names.map((stage) => ({ stage, ok: 100 }))]),
      plan: planRecord(names, 1),
      asked: { thresholds: thresholds('p95 < 1ms', 'rps >= 1000') },
    })
    const made = renderComment(inputOf(result), ROOM)
    expect(Buffer.byteLength(made)).toBeLessThanOrEqual(ROOM)
    expect(made).toContain("_160 more rows are in the run's summary._")
  })
})
