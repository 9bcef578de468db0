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
function conversation(refuse: ApiFailure | null = null): Comments & { readonly bodies: string[] } {
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
  }
}

const unjudged = new SetupError(words`no image`, words`Push it first.`, { lastLines: [outside('a line of a log')] })

/** Publishes one result after the other to the same pull request; `null`: that nothing could be judged. */
async function publish(given: Partial<CommentSetting>, ...results: readonly (Result | null)[]) {
  const kept: string[] = []
  const comments = conversation()
  const output = createComment({
    key: () => ({ id: 'gate', label: outside('gate') }),
    isFork: false,
    runUrl: null,
    commit: null,
    mode: 'always',
    comments,
    artifactUrl: () => null,
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
  const made = await publish({ comments: conversation(new ApiFailure(403, words`GitHub answered 403`)) }, failing)
  expect(made).toMatchObject({ states: ['refused'], isWritten: false })
  expect(made.kept[0]).toMatch(/^## ❌ Fail/)
})

test('a fork that is refused is told what can be done, and nobody is warned', async () => {
  const comments = conversation(new ApiFailure(403, words`GitHub answered 403`))
  const made = await publish({ comments, isFork: true }, failing)
  expect(made).toMatchObject({ states: ['skipped'], isWritten: false })
  expect(made.lines).toEqual([expect.stringMatching(/from a fork: GitHub answered 403.*"mode: comment"/)])
})

test('a gate of which nothing was ever known has no comment and no file', async () => {
  const made = await publish({ key: () => null }, null)
  expect(made).toMatchObject({ states: ['skipped'], bodies: [], kept: [] })
})

test('a file that cannot be written is told, and the comment is made', async () => {
  const made = await publish({ keep: () => Promise.reject(new Error('no space')) }, failing)
  expect(made).toMatchObject({ states: ['refused'], isWritten: true })
})

test('a fork whose capacity run is refused is told that it takes a word more', async () => {
  const comments = conversation(new ApiFailure(403, words`GitHub answered 403`))
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
