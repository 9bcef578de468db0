import { describe, expect, test } from 'vitest'
import { makeResult, readyRounds, thresholds } from '../../fixtures/results.ts'
import { SetupError } from '../model/errors.ts'
import { capacityKey } from '../model/gate-key.ts'
import { judge } from '../model/judge/verdict.ts'
import { outside, words } from '../model/outside.ts'
import { reportError } from '../model/report/error-report.ts'
import { makeReport } from '../model/report/make-report.ts'
import type { Result } from '../model/result/result.ts'
import { ApiFailure } from './api-failure.ts'
import { type CommentSetting, createComment } from './comment.ts'
import type { Comment, Comments } from './comment-api.ts'
import { readMarker } from './marker.ts'
import { testScope } from './test/api-kit.ts'

const passing = makeResult({ evidence: readyRounds([[{}], [{}], [{}]]), asked: { thresholds: thresholds('p95 < 1s') } })
const failing = makeResult({ asked: { thresholds: thresholds('p95 < 1ms') } })

/** A pull request that takes every comment, or none. */
function conversation(
  refuse: ApiFailure | null = null,
  head = 'b'.repeat(40),
): Comments & { readonly bodies: string[] } {
  const bodies: string[] = []
  const comment = (body: string, place: number): Comment => ({
    id: place,
    nodeId: String(place),
    author: { login: 'github-actions[bot]', isBot: true },
    body,
  })
  return {
    bodies,
    list: async () => bodies.map(comment),
    identify: async () => ({ login: 'github-actions[bot]', minimized: new Set<string>() }),
    async create(body) {
      if (refuse !== null) throw refuse
      bodies.push(body)
      return comment(body, bodies.length - 1)
    },
    async update(place, body) {
      bodies[place] = body
    },
    async remove() {
      bodies.pop()
    },
    head: async () => head,
  }
}

const unjudged = new SetupError(words`no image`, words`Push it first.`, { lastLines: [outside('a line of a log')] })

const SETTING: CommentSetting = {
  key: () => ({ id: 'gate', label: outside('gate') }),
  place: 'place',
  isFork: false,
  runUrl: null,
  commit: null,
  mode: 'always',
  comments: null,
  artifactUrl: () => null,
  keep: async () => undefined,
}

/** Publishes one result after the other to the same pull request; `null`: that nothing could be judged. */
async function publish(given: Partial<CommentSetting>, ...results: readonly (Result | null)[]) {
  const kept: string[] = []
  const comments = conversation()
  const output = createComment({
    ...SETTING,
    comments,
    keep: async (body) => void kept.push(body),
    ...given,
  })
  const states: string[] = []
  const scope = testScope()
  for (const result of results) {
    const report = result === null ? reportError(unjudged) : makeReport(result, judge(result))
    states.push((await output.publish(report, result, scope)).state)
  }
  return { states, kept, bodies: comments.bodies, isWritten: output.isWritten, lines: scope.lines }
}

describe('when a pull request gets a comment', () => {
  test.each<[string, Partial<CommentSetting>, readonly Result[], readonly string[]]>([
    ['always: on a pass', { mode: 'always' }, [passing], ['written']],
    ['on-failure: not on a pass', { mode: 'on-failure' }, [passing], ['skipped']],
    ['on-failure: on a failure', { mode: 'on-failure' }, [failing], ['written']],
    [
      'on-failure: a failure that is over is not left standing',
      { mode: 'on-failure' },
      [failing, passing],
      ['written', 'written'],
    ],
    [
      'on-failure: on a pass of a gate that was loosened',
      { mode: 'on-failure' },
      [{ ...passing, gateBefore: { plan: { ...passing.plan, cpus: passing.plan.cpus / 2 }, asked: passing.asked } }],
      ['written'],
    ],
    ['never', { mode: 'never' }, [failing], ['skipped']],
    ['no pull request', { comments: null }, [failing], ['skipped']],
  ])('%s', async (_, given, results, expected) => {
    expect((await publish(given, ...results)).states).toEqual(expected)
  })

  test('a comment that says the same counts as written', async () => {
    const made = await publish({}, passing, passing)
    expect(made).toMatchObject({ states: ['written', 'written'], isWritten: true })
  })
})

test('the file is there also where nothing may be written, without the hidden mark', async () => {
  const made = await publish(
    {
      comments: conversation(
        new ApiFailure(403, words`GitHub answered 403`, { said: 'Resource not accessible by integration' }),
      ),
    },
    failing,
  )
  expect(made).toMatchObject({ states: ['refused'], isWritten: false })
  expect(made.kept[0]).toMatch(/^## ❌ Fail/)
})

test('a fork that is refused is told what can be done, and nobody is warned', async () => {
  const comments = conversation(
    new ApiFailure(403, words`GitHub answered 403`, { said: 'Resource not accessible by integration' }),
  )
  const made = await publish({ comments, isFork: true }, failing)
  expect(made).toMatchObject({ states: ['skipped'], isWritten: false })
  expect(made.lines).toEqual([expect.stringMatching(/from a fork, whose token may only read.*"mode: comment"/)])
})

describe('a gate of which nothing was ever known', () => {
  const unknown = { key: () => null }

  test('has no comment and no file', async () => {
    expect(await publish(unknown, null)).toMatchObject({ states: ['skipped'], bodies: [], kept: [] })
  })

  test.each(['always', 'on-failure'] as const)('corrects what it has said of earlier commits (%s)', async (mode) => {
    const comments = conversation()
    await publish({ comments, commit: 'a'.repeat(40) }, passing)
    const made = await publish({ ...unknown, comments, mode, commit: 'b'.repeat(40) }, null)
    expect(made.states).toEqual(['written'])
    expect(comments.bodies).toHaveLength(1)
    expect(comments.bodies[0]).toMatch(
      /^<!-- perf-gate key=gate place=place commit=b{40} .*-->\n## ❔ Could not judge: no image\n/,
    )
    expect(comments.bodies[0]).toContain('gate `gate` · commit `bbbbbbbbbbbb`')
  })

  test.each<[string, Partial<CommentSetting>]>([
    ['where nobody is to be told', { mode: 'never', commit: 'b'.repeat(40) }],
    ['of another place', { place: 'elsewhere', commit: 'b'.repeat(40) }],
    ['of this commit, as another gate may have judged it', { commit: 'a'.repeat(40) }],
  ])('leaves what was said %s', async (_, given) => {
    const comments = conversation()
    await publish({ comments, commit: 'a'.repeat(40) }, passing)
    const [before] = comments.bodies
    expect(await publish({ ...unknown, comments, ...given }, null)).toMatchObject({ states: ['skipped'] })
    expect(comments.bodies).toEqual([before])
  })
})

test('a run that was interrupted corrects what was said of an earlier commit, and leaves what an earlier attempt has judged', async () => {
  const comments = conversation()
  await publish({ comments, commit: 'a'.repeat(40) }, passing)
  const correct = async (commit: string) => {
    const output = createComment({ ...SETTING, comments, commit })
    const { state } = await output.correct(reportError(unjudged), testScope())
    return { state, isWritten: output.isWritten, says: /^## (.*)$/m.exec(comments.bodies[0] ?? '')?.[1] }
  }
  const pass = expect.stringContaining('Pass')
  expect(await correct('a'.repeat(40))).toEqual({ state: 'skipped', isWritten: false, says: pass })
  const says = '❔ Could not judge: no image'
  expect(await correct('b'.repeat(40))).toEqual({ state: 'written', isWritten: true, says })
})

test('a file that cannot be written is told, and the comment is made', async () => {
  const made = await publish({ keep: () => Promise.reject(new Error('no space')) }, failing)
  expect(made).toMatchObject({ states: ['refused'], isWritten: true })
})

test('a fork whose conversation is locked is warned like any other', async () => {
  const comments = conversation(new ApiFailure(403, words`GitHub answered 403`, { said: 'issue is locked' }))
  expect(await publish({ comments, isFork: true }, failing)).toMatchObject({ states: ['refused'], lines: [] })
})

test('a fork whose capacity run is refused is told that it takes a word more', async () => {
  const comments = conversation(
    new ApiFailure(403, words`GitHub answered 403`, { said: 'Resource not accessible by integration' }),
  )
  const key = () => capacityKey({ id: 'gate', label: outside('gate') })
  const made = await publish({ comments, isFork: true, key }, null)
  expect(made.lines).toEqual([expect.stringContaining('with "mode: comment" and "comment: always" can write it')])
})

test('a capacity run and a gate of one key have two comments, each brought up to date', async () => {
  const comments = conversation()
  const gate = { id: 'gate', label: outside('gate') }
  const told: string[] = []
  for (const key of [gate, capacityKey(gate), gate, capacityKey(gate)]) {
    await publish({ comments, key: () => key }, failing)
    told.push(comments.bodies.map((body) => readMarker(body)?.key).join(' '))
  }
  expect(told).toEqual(['gate', 'gate gate+capacity', 'gate gate+capacity', 'gate gate+capacity'])
})

test('what could not be judged is said, without numbers', async () => {
  const made = await publish({}, null)
  expect(made.bodies[0]).toContain('## ❔ Could not judge: no image\n\n- Push it first.\n')
  expect(made.bodies[0]).not.toMatch(/\| Stage|a line of a log/)
  expect(made.states).toEqual(['written'])
})

test('what was said of a newer commit is left, which is said and not warned of', async () => {
  const comments = conversation(null, 'c'.repeat(40))
  await publish({ comments, commit: 'c'.repeat(40) }, passing)
  const made = await publish({ comments, commit: 'b'.repeat(40) }, failing)
  expect(made).toMatchObject({ states: ['skipped'], isWritten: false })
  expect(made.lines).toEqual([expect.stringMatching(/^The comment is left as it is: the pull request has gone on/)])
  expect(comments.bodies).toEqual([expect.stringContaining('Pass')])
})
