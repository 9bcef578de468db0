import { expect, it } from 'vitest'
import { makeResult, readyRounds } from '../../../fixtures/results.ts'
import { readResult } from './read-result.ts'
import { encodeResult } from './result.ts'

const result = makeResult()
const good = encodeResult(result, { outcome: 'pass' })
const changed = (change: (file: Record<string, unknown>) => unknown) => JSON.stringify(change(JSON.parse(good)))

it('reads what a run wrote', () => {
  expect(readResult(good)).toEqual({ state: 'good', result })
})

it.each([
  ['nothing', '', 'it is not JSON'],
  ['half a file', good.slice(0, good.length / 2), 'it is not JSON'],
  ['a number', '7', 'it is not a result of perf-gate'],
  ['null', 'null', 'it is not a result of perf-gate'],
  ['another JSON', '{"kind": "pod", "schema": 1}', 'it is not a result of perf-gate'],
  [
    'a baseline',
    '{"kind": "perf-gate-baseline", "schema": 1}',
    'it is a baseline, not a result: "perf-gate run --baseline-path" compares with one',
  ],
  [
    'a calibration',
    '{"kind": "perf-gate-calibration", "schema": 1}',
    'it is a calibration, not a result: "perf-gate report" renders one',
  ],
  ['a missing part', changed(({ plan: _plan, ...rest }) => rest), '"plan" is not as the format of a result says'],
  [
    'latencies that are none',
    good.replaceAll(/"latencyMicros":"[^"]+"/g, '"latencyMicros":"AAAA"'),
    'the latencies of stage "steady" are not a histogram',
  ],
])('refuses %s', (_, text, why) => {
  expect(readResult(text)).toEqual({ state: 'bad', why })
})

it('refuses broken latencies of the time in which users were being spawned', () => {
  const spawned = makeResult({ evidence: readyRounds([[{ spawn: { seconds: 2, ok: 7, latencyMs: 31 } }]]) })
  const file = JSON.parse(encodeResult(spawned, {}))
  expect(readResult(JSON.stringify(file)).state).toBe('good')
  file.evidence[0].starts[0].stages[0].spawn.perRequest[0].latencyMicros = 'AAAA'
  expect(readResult(JSON.stringify(file))).toEqual({
    state: 'bad',
    why: 'the latencies of stage "steady" are not a histogram',
  })
})

it('names the format of a newer perf-gate, whatever else is in the file', () => {
  expect(readResult('{"kind": "perf-gate-result", "schema": 9}')).toEqual({ state: 'newer', schema: 9 })
})
