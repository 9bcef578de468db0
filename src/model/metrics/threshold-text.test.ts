import { expect, it } from 'vitest'
import { METRIC_IDS, METRICS } from './metrics.ts'
import { thresholdText } from './threshold-text.ts'
import { parseThreshold } from './thresholds.ts'

it.each(METRIC_IDS)('a threshold on %s keeps the text that somebody wrote', (id) => {
  const read = parseThreshold(METRICS[id].example)
  if (read.state === 'wrong') throw new Error('an example is a threshold')
  expect(thresholdText(read.value)).toBe(METRICS[id].example)
})

it.each([
  ['another limit', 'p95 < 250ms'],
  ['another metric', 'p50 < 9s'],
  ['another comparison', 'p95 <= 9s'],
  ['a stage', 'calm: p95 < 9s'],
  ['more than a threshold', 'p95 < 9s @octocat'],
  ['something else', '\u001B[2J'],
])('a text that says %s gives way to what is judged', (_, text) => {
  expect(thresholdText({ metric: 'p95', op: '<', limit: 9000, text })).toBe('p95 < 9 s')
})
