import { expect, test } from 'vitest'
import { sparkline } from './sparkline.ts'

test.each([
  ['from zero to the largest', [0, 1, 2, 3, 4, 5, 6, 7], 8, '▁▂▃▄▅▆▇█'],
  ['of equal values', [5, 5], 8, '██'],
  ['of zeros', [0, 0], 8, '▁▁'],
  ['of more values than columns: the newest', [9, 0, 9], 2, '▁█'],
  ['with a value that is not known', [1, null, 1], 8, '█ █'],
  ['of nothing', [], 8, ''],
  ['of nothing known', [null], 8, ' '],
])('a curve %s', (_, values, columns, line) => {
  expect(sparkline(values, columns, 'unicode')).toBe(line)
})

test('a curve in ASCII', () => {
  expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 8, 'ascii')).toBe('_.-=+*#@')
})
