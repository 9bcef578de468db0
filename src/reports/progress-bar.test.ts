import { expect, test } from 'vitest'
import { progressBar } from './progress-bar.ts'

test.each([
  [0, '──────────'],
  [0.5, '━━━━━─────'],
  [0.55, '━━━━━╸────'],
  [0.99, '━━━━━━━━━╸'],
  [1, '━━━━━━━━━━'],
  [7, '━━━━━━━━━━'],
  [-1, '──────────'],
])('a bar of %d', (share, line) => {
  const { done, rest } = progressBar(share, 10, 'unicode')
  expect(done + rest).toBe(line)
})

test.each([
  [0.3, '###.......'],
  [0.39, '###.......'],
])('a bar of %d in ASCII', (share, line) => {
  const { done, rest } = progressBar(share, 10, 'ascii')
  expect(done + rest).toBe(line)
})
