import { expect, test } from 'vitest'
import { type Listed, whoseIs } from './whose.ts'

const surroundings = { runId: 'run-1', networks: ['mlflow'], self: ['abcdef'] }
const compose = { 'com.docker.compose.project': 'shop' }
const own = { 'com.docker.compose.project': 'perf-gate-run1' }
const container = (
  Labels: Record<string, string>,
  networks: readonly string[] = ['bridge'],
  Id = '123456',
): Listed => ({
  Id,
  Labels,
  NetworkSettings: { Networks: Object.fromEntries(networks.map((name) => [name, {}])) },
})

test.each([
  ['a target of the run', container({ 'perf-gate.run': 'run-1' }), 'ours'],
  ['a target in the network of its dependencies', container({ 'perf-gate.run': 'run-1' }, ['mlflow']), 'ours'],
  ['a service that the run brought up', container({ 'perf-gate.run': 'run-1', ...own }), 'dependency'],
  ['a target whose image compose has built', container({ 'perf-gate.run': 'run-1', ...compose }), 'ours'],
  ['what is in the network of the target', container(compose, ['bridge', 'mlflow']), 'dependency'],
  ['the container of perf-gate itself in that network', container({}, ['mlflow'], 'abcdef99'), 'ours'],
  ['the target of another gate in that network', container({ 'perf-gate.run': 'run-2' }, ['mlflow']), 'stranger'],
  ['anything else', container(compose), 'stranger'],
])('%s', (_, listed, whose) => {
  expect(whoseIs(listed, surroundings)).toBe(whose)
})
