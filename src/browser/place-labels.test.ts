import { describe, expect, it } from 'vitest'
import { type Label, type Point, placeLabels } from './place-labels.ts'

const AREA = { left: 0, top: 0, width: 200, height: 100 }

/** `[left, top]` of each label. */
function place(labels: readonly Label[], curves: readonly Point[] = []): readonly (readonly number[])[] {
  return placeLabels(labels, AREA, 10, curves).map(({ left, top }) => [left, top])
}

const along = (from: number, to: number, y: number) => Array.from({ length: to - from }, (_, x): Point => [from + x, y])

describe('the label of an upright line', () => {
  it('stands right of it at the top, and left of it where the right has no room', () => {
    expect(place([{ at: 50, width: 60 }])).toEqual([[50, 0]])
    expect(place([{ at: 190, width: 60 }])).toEqual([[130, 0]])
  })

  it('stands at the bottom where a curve runs along the top, and on the other side where one runs at both', () => {
    expect(place([{ at: 50, width: 40 }], along(0, 200, 5))).toEqual([[50, 90]])
    const both = [5, 15, 25, 35, 65, 75, 85, 95].flatMap((y) => along(51, 200, y))
    expect(place([{ at: 50, width: 40 }], both)).toEqual([[10, 0]])
  })

  it('covers no other label', () => {
    const labels = Array.from({ length: 6 }, () => ({ at: 60, width: 100 }))
    expect(new Set(place(labels).map(String)).size).toBe(6)
  })

  it('keeps off the line of another label where it can', () => {
    const [first, second] = place([
      { at: 50, width: 40 },
      { at: 70, width: 40 },
    ])
    expect(first).toEqual([10, 0])
    expect(second).toEqual([70, 0])
  })

  it('begins in sight where it fits on neither side', () => {
    expect(place([{ at: 100, width: 150 }])).toEqual([[50, 0]])
    expect(place([{ at: 100, width: 300 }])).toEqual([[0, 0]])
  })
})
