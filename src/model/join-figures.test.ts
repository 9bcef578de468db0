import { expect, test } from 'vitest'
import { containerFigures, targetFigures } from '../../fixtures/specs.ts'
import { joinFigures } from './join-figures.ts'
import type { HostFigures } from './target-figures.ts'

const host: HostFigures = {
  cores: 4,
  busy: 2,
  stolen: 0,
  ours: 0.4,
  dependencies: 0.5,
  proxies: 0.1,
  others: 0.2,
  busiest: { name: { outside: 'db' }, cores: 0.2 },
}

test('counters are added, rates averaged over the time, and the busiest container is that of both', () => {
  const other = { ...host, dependencies: 0.1, busiest: { name: { outside: 'web' }, cores: 0.3 } }
  const joined = joinFigures([targetFigures({ ms: 3000, host }), targetFigures({ ms: 1000, host: other })])
  expect(joined.ms).toBe(4000)
  expect(joined.replicas[0]?.cpuSeconds).toBe(12)
  expect(joined.host?.dependencies).toBeCloseTo(0.4, 9)
  expect(joined.host?.busiest?.name.outside).toBe('db')
  expect(joined.host?.busiest?.cores).toBeCloseTo(0.15, 9)
  const again = joinFigures([targetFigures({ ms: 1000, host }), targetFigures({ ms: 1000, host })])
  expect(again.host?.busiest?.cores).toBeCloseTo(0.2, 9)
})

test.each([0, 1])('where the replicas were not known in stretch %i, they are not known over both', (blind) => {
  const stretches = [0, 1].map((index) => targetFigures({ replicas: index === blind ? [] : [containerFigures()] }))
  expect(joinFigures(stretches).replicas).toEqual([])
})
