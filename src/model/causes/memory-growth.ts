import { words } from '../outside.ts'
import type { FigurePoint } from '../target-figures.ts'
import { formatBytes, formatMs } from '../units.ts'
import type { Explain } from './cause.ts'
import { type NamedContainer, namedContainers } from './named-containers.ts'

/** Growth below this share of the limit over a stage is what every service does. */
const LEAST_GROWTH = 0.05
/** A step from one quarter of the stage to the next that is smaller than this share of the mean one: the growth comes to its end, as that of a cache does. */
const LEAST_STEP = 0.3

/** Memory that was in use at the end of a stage, and by how much it grew. */
type Growth = {
  readonly container: NamedContainer
  readonly atEndBytes: number
  readonly bytesPerMs: number
}

/** A leak, or a cache without an end: memory that grows in every round and does not come to rest. */
export const memoryGrows: Explain = (scene) => {
  if (scene.stage === null) return null
  const growths = scene.runs.map((run) => fastest(namedContainers(run, scene).flatMap(growthOf)))
  if (growths.length === 0 || growths.some((growth) => growth === undefined)) return null
  const most = fastest(growths.filter((growth) => growth !== undefined))
  if (most === undefined) return null
  const { container, atEndBytes, bytesPerMs } = most
  const { name, limitBytes } = container
  const leftMs = Math.max(0, limitBytes - atEndBytes) / bytesPerMs
  return words`the memory of ${name} grew all through the stage by ${formatBytes(1000 * bytesPerMs)} a second, to ${formatBytes(atEndBytes)}: at that rate its limit of ${formatBytes(limitBytes)} is reached ${formatMs(leftMs)} later`
}

function fastest(growths: readonly Growth[]): Growth | undefined {
  return growths.toSorted((a, b) => b.bytesPerMs - a.bytesPerMs)[0]
}

/** By the least in use in each quarter of the stage: what is not given back, whenever a garbage collector runs. */
function growthOf(container: NamedContainer): readonly Growth[] {
  const { series } = container.figures
  const endMs = series.at(-1)?.atMs ?? 0
  const floors = [0, 1, 2, 3].map((quarter) => floorOf(series, (quarter * endMs) / 4, ((quarter + 1) * endMs) / 4))
  const [first = 0, , , last = 0] = floors
  const meanStep = (last - first) / 3
  const steps = floors.slice(1).map((floor, index) => floor - (floors[index] ?? 0))
  const grows = last - first >= LEAST_GROWTH * container.limitBytes
  if (!grows || steps.some((step) => !(step >= LEAST_STEP * meanStep))) return []
  return [{ container, atEndBytes: series.at(-1)?.workingSetBytes ?? last, bytesPerMs: (4 * meanStep) / endMs }]
}

/** Infinite where the quarter has no point: then nothing is said of growth. */
function floorOf(series: readonly FigurePoint[], fromMs: number, toMs: number): number {
  return Math.min(
    ...series.filter(({ atMs }) => atMs > fromMs && atMs <= toMs).map(({ workingSetBytes }) => workingSetBytes),
  )
}
