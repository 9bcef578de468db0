import { type BoundaryStep, mostPositions, nextPosition, type Seen } from './boundary.ts'
import type { MemoryFloorConfig } from './capacity-config.ts'
import { evenGrid, type Grid, placeAtLeast, valueAt } from './levels.ts'

/** What one memory limit gave. */
export type FloorPoint = {
  readonly memoryBytes: number
  readonly meets: boolean
  /** The kernel's high-water mark, page cache included, and the most in use without it, as far as was seen; `null`: not known. */
  readonly peakBytes: number | null
  readonly workingSetBytes: number | null
}

export type FloorSearch = { readonly grid: Grid; readonly confirm: boolean }

/** `floorBytes`: the smallest limit that met the thresholds; `belowBytes`: the largest that did not. `null`: none. */
export type FloorFound = { readonly floorBytes: number | null; readonly belowBytes: number | null }

/** More than the floor, for what a longer life and a heavier day need. */
const HEADROOM = 1.2

/** A peak this close to its limit is the limit: the kernel lets page cache grow up to it. */
const AT_THE_LIMIT = 0.95

export function floorSearch({ range, stepBytes }: MemoryFloorConfig, confirm: boolean): FloorSearch {
  return { grid: evenGrid(range, stepBytes), confirm }
}

/** Limits that may be tried at most; repetitions do not count. */
export function mostLimits({ grid }: FloorSearch): number {
  return mostPositions(grid.length - 1)
}

/** All of the memory first: it shows whether there is an answer, and by the kernel's peak where to look for it. */
export function nextLimit(search: FloorSearch, points: readonly FloorPoint[]): { readonly ask: number } | FloorFound {
  const { grid, confirm } = search
  const last = grid.length - 1
  const roomy = points.find(({ memoryBytes }) => memoryBytes === grid[last])
  if (roomy === undefined) return { ask: valueAt(grid, last) }
  const seen: Seen = points.map(({ memoryBytes, meets }) => ({
    at: placeAtLeast(grid, memoryBytes),
    answer: meets ? 'yes' : 'no',
  }))
  const hint = placeAtLeast(grid, needed(roomy))
  const step: BoundaryStep = nextPosition({ last, hint, confirm, most: mostLimits(search) }, seen)
  if ('ask' in step) return { ask: valueAt(grid, step.ask) }
  const bytes = (place: number | null) => (place === null ? null : valueAt(grid, place))
  return { floorBytes: bytes(step.found.yes), belowBytes: bytes(step.found.no) }
}

function needed({ memoryBytes, peakBytes, workingSetBytes }: FloorPoint): number {
  if (peakBytes !== null && peakBytes < AT_THE_LIMIT * memoryBytes) return peakBytes
  return workingSetBytes ?? memoryBytes / 2
}

/** The limit to set where this is the floor: a fifth more, in whole steps. */
export function withHeadroom(floorBytes: number, stepBytes: number): number {
  return Math.ceil((HEADROOM * floorBytes) / stepBytes) * stepBytes
}
