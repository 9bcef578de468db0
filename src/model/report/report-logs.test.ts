import { expect, it } from 'vitest'
import { readyStart } from '../../../fixtures/pairs.ts'
import { outOfMemory, readyRounds, withStarts } from '../../../fixtures/results.ts'
import type { ContainerLog, Round, Start, Who } from '../evidence.ts'
import { type Outside, outside } from '../outside.ts'
import { logSections } from './report-logs.ts'

const rounds = readyRounds([[{}], [{}]])
const bad = (request: string, body: string | null = 'no such model') => ({
  ...{ request, status: 500, ok: false, error: null },
  body: body === null ? null : { outside: body },
})

function titles(evidence: readonly Round[]): readonly string[] {
  return logSections({ evidence }).map(({ title }) => title)
}

/** A round of both sides in which each of them ended. */
function endedPair(given: Partial<Extract<Start, { state: 'ready' }>>): Round {
  const starts = [readyStart('candidate', [{}]), readyStart('baseline', [{}])]
  return { round: 3, ms: 1000, starts: starts.map((start) => ({ ...start, ending: outOfMemory, ...given }) as Start) }
}

it('a log says of which round it is', () => {
  expect(titles(withStarts(rounds, { ending: outOfMemory }))).toEqual([
    "Last lines of the container's log (round 1)",
    "Last lines of the container's log (round 2)",
  ])
})

it('the line that says what went wrong stands before the others', () => {
  const lastLines = ['Traceback (most recent call last):', 'KeyError: model', 'bye'].map(outside)
  expect(logSections({ evidence: withStarts(rounds.slice(0, 1), { ending: { ...outOfMemory, lastLines } }) })).toEqual([
    { kind: 'log', title: "The last error in the container's log (round 1)", lines: [outside('KeyError: model')] },
    { kind: 'log', title: "Last lines of the container's log (round 1)", lines: lastLines },
  ])
})

it('a log of a comparison says of which side it is', () => {
  expect(titles([endedPair({})])).toEqual([
    "Last lines of the container's log (candidate, round 3)",
    "Last lines of the container's log (baseline, round 3)",
  ])
})

it('a log says which of several containers wrote it', () => {
  const replica = { ...outOfMemory, who: { kind: 'replica', number: 2, of: 3 } } as const
  const balancer = { ...outOfMemory, who: { kind: 'balancer' } } as const
  expect(titles(withStarts(rounds.slice(0, 1), { ending: replica }))).toEqual([
    "Last lines of replica 2's log (round 1)",
  ])
  expect(titles(withStarts(rounds.slice(0, 1), { ending: balancer }))).toEqual([
    "Last lines of the balancer's log (round 1)",
  ])
})

it('a body says which request it answered, on one line', () => {
  const probes = [bad('predict'), bad('list\n::error::all', 'none'), bad('index', null)]
  expect(titles(withStarts(rounds.slice(0, 1), { probes }))).toEqual([
    'Body of the unexpected answer to predict (round 1)',
    'Body of the unexpected answer to list ::error::all (round 1)',
  ])
})

it('a log holds the lines as they were kept, and there is none where nothing was said', () => {
  const [section] = logSections({ evidence: withStarts(rounds, { ending: outOfMemory }) })
  const lines: readonly Outside[] = section?.kind === 'log' ? section.lines : []
  expect(lines).toEqual(outOfMemory.lastLines)
  expect(logSections({ evidence: withStarts(rounds, { ending: { ...outOfMemory, lastLines: [] } }) })).toEqual([])
  expect(logSections({ evidence: rounds })).toEqual([])
})

it('what failed requests and lived on has the first log of each side, and all that wrote something', () => {
  const said = (who: Who | null, ...lines: readonly string[]): ContainerLog => ({
    who,
    lastLines: lines.map((line) => ({ outside: line })),
  })
  const one = withStarts(rounds, { logs: [said(null, 'Traceback', 'KeyError')] })
  expect(logSections({ evidence: one })).toMatchObject([
    {
      title: "Last lines of the container's log after requests had failed (round 1, the first of 2)",
      lines: [{ outside: 'Traceback' }, { outside: 'KeyError' }],
    },
  ])
  const replica = { kind: 'replica', number: 2, of: 2 } as const
  const several = [said({ ...replica, number: 1 }), said(replica, 'full'), said({ kind: 'balancer' }, 'upstream')]
  expect(titles([endedPair({ ending: null, logs: several })])).toEqual([
    "Last lines of replica 2's log after requests had failed (candidate, round 3)",
    "Last lines of the balancer's log after requests had failed (candidate, round 3)",
    "Last lines of replica 2's log after requests had failed (baseline, round 3)",
    "Last lines of the balancer's log after requests had failed (baseline, round 3)",
  ])
})
