import { expect, it } from 'vitest'
import { makeResult, planRecord, readyRounds, stageSamples, withStarts } from '../../../fixtures/results.ts'
import { plainText } from '../outside.ts'
import { percentileCharts } from './percentile-charts.ts'

/** One round of a stage with so many requests, the later ones the rarer. */
function groupsOf(requests: number) {
  const plan = planRecord(['steady'], 1)
  const names = Array.from({ length: requests }, (_, place) => `request-${place}`)
  const perRequest = names.flatMap((request, place) =>
    stageSamples({ ok: 1000 - place }).perRequest.map((samples) => ({ ...samples, request })),
  )
  const result = makeResult({
    plan: { ...plan, requests: names.flatMap((name) => plan.requests.map((one) => ({ ...one, name }))) },
    evidence: withStarts(readyRounds([[{}]]), { stages: [{ ...stageSamples(), perRequest }] }),
  })
  const stage = plan.stages.find(({ warmUp }) => !warmUp)
  if (stage === undefined) throw new Error('the plan has no stage')
  return percentileCharts(result, stage).map(({ title, charts }) => ({
    title: plainText(title ?? []),
    charts: charts.map((chart) => plainText(chart.title)),
  }))
}

it('every request of a stage has a chart, as long as there are few', () => {
  const [group] = groupsOf(12)
  expect(group).toMatchObject({ title: 'Stage steady' })
  expect(group?.charts).toHaveLength(12)
})

it('of many requests those that were answered most often have one, which is said', () => {
  const [group] = groupsOf(30)
  expect(group?.title).toBe('Stage steady: the 12 of 30 requests that were answered most often')
  expect(group?.charts).toEqual(Array.from({ length: 12 }, (_, place) => `request-${place}`))
})
