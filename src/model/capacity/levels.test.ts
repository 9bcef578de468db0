import { describe, expect, it } from 'vitest'
import { evenGrid, geometricGrid } from './levels.ts'

describe('a grid', () => {
  it('of connections holds whole numbers without repetition, every doubling, and both ends', () => {
    const grid = geometricGrid({ from: 1, to: 64 }, 0.1, 1)
    expect(grid.every(Number.isInteger)).toBe(true)
    expect(grid).toEqual([...new Set(grid)].sort((a, b) => a - b))
    for (const doubling of [1, 2, 4, 8, 16, 32, 64]) expect(grid).toContain(doubling)
    expect([grid[0], grid.at(-1)]).toEqual([1, 64])
  })

  it.each([
    [0.03, 0],
    [0.1, 0],
    [0.5, 0],
    [0.1, 1],
  ])('has steps of about the share that was asked for (%d)', (share, least) => {
    const grid = geometricGrid({ from: 10, to: 1000 }, share, least)
    const steps = grid.slice(1).map((value, place) => value / (grid[place] ?? 1) - 1)
    expect(Math.max(...steps)).toBeLessThan(share * 1.7)
    expect(Math.min(...steps)).toBeGreaterThan(share * 0.4)
  })

  it('of memory has round values between its ends', () => {
    expect(evenGrid({ from: 30, to: 100 }, 16)).toEqual([30, 32, 48, 64, 80, 96, 100])
    expect(evenGrid({ from: 32, to: 64 }, 16)).toEqual([32, 48, 64])
  })
})
