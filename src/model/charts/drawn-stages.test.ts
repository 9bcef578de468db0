import { expect, it } from 'vitest'
import { planRecord } from '../../../fixtures/results.ts'
import { plainText } from '../outside.ts'
import { drawnStages, notDrawn, pointsOfChart } from './drawn-stages.ts'

const planOf = (count: number) => planRecord(Array.from({ length: count }, (_, place) => `stage-${place}`))

it('are all of a plan of a few stages, each chart with as many points as can be seen', () => {
  expect(drawnStages(planOf(2)).map(({ name }) => name)).toEqual(['stage-0', 'stage-1'])
  expect([notDrawn(planOf(2)), pointsOfChart(planOf(2))]).toEqual([[], 4000])
})

it('share the points of the page, and are the first of very many, which is said', () => {
  expect(pointsOfChart(planOf(10))).toBe(1000)
  expect([drawnStages(planOf(300)).length, pointsOfChart(planOf(300))]).toEqual([20, pointsOfChart(planOf(20))])
  const [said] = notDrawn(planOf(300))
  expect(said?.kind === 'words' && said.lines.map(plainText)).toEqual([
    'The first 20 of 300 measured stages have charts; the tables are of all of them.',
  ])
})
