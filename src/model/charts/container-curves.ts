import { type NamedContainer, namedContainers } from '../causes/named-containers.ts'
import type { ChartMark, Ink, Series } from '../chart.ts'
import type { Who } from '../evidence.ts'
import { type Words, words } from '../outside.ts'
import type { Result } from '../result/result.ts'
import type { ReadyStart, StageRun } from '../result/views.ts'
import type { FigurePoint } from '../target-figures.ts'
import { asSeconds, threeDigits } from './digits.ts'
import { partOf, type SideRuns } from './sides.ts'

/** What one container did in one round of a stage. */
export type ContainerCurve = Pick<NamedContainer, 'who' | 'figures' | 'limitCpus' | 'limitBytes'> & {
  readonly name: Words
  readonly ink: Ink
  readonly part: string | null
  /** How its target ended, where that was in this stage. */
  readonly ending: ReadyStart['ending']
}

/** Whether a target of these sides has more than one container, so that they are told apart and not the sides. */
export function haveSeveral(sides: readonly SideRuns[]): boolean {
  return sides.some(({ runs }) =>
    runs.some(({ figures }) => figures !== null && (figures.replicas.length > 1 || figures.balancer !== null)),
  )
}

/** Every container in every round, under the name of its side or, where there are `several`, its own. */
export function containerCurves(
  result: Result,
  sides: readonly SideRuns[],
  several: boolean,
): readonly ContainerCurve[] {
  return sides.flatMap((one) =>
    one.runs.flatMap((run) =>
      namedContainers(run, { result }).map(({ who, figures, limitCpus, limitBytes }, place) => ({
        ...{ who, figures, limitCpus, limitBytes },
        name: several ? words`${shortName(who)}` : words`${one.side}`,
        ink: several ? place : one.side,
        part: partOf(one, run),
        ending: endingIn(run),
      })),
    ),
  )
}

function shortName(who: Who | null): string {
  if (who === null) return 'container'
  return who.kind === 'balancer' ? 'balancer' : `replica ${who.number}`
}

/** A target that went away did so in the last stage that was begun. */
function endingIn({ start, samples }: StageRun): ReadyStart['ending'] {
  return start.stages.at(-1)?.stage === samples.stage ? start.ending : null
}

const FEWEST_OF_CURVE = 20

/** `points`: that the chart may have, over all its curves. */
type Read = { readonly points: number; readonly of: (point: FigurePoint) => number; readonly join: 'mean' | 'highest' }

/** One figure of all containers over the time of the stage. */
export function figureSeries(curves: readonly ContainerCurve[], { of, join, points }: Read): readonly Series[] {
  const most = Math.max(FEWEST_OF_CURVE, Math.floor(points / Math.max(1, curves.length)))
  return curves.map(({ name, ink, part, figures }) => {
    const size = Math.ceil(figures.series.length / most) || 1
    const count = Math.ceil(figures.series.length / size)
    const steps = Array.from({ length: count }, (_, place) => figures.series.slice(place * size, (place + 1) * size))
    const value = (step: readonly FigurePoint[]) =>
      join === 'highest' ? Math.max(...step.map(of)) : step.reduce((sum, point) => sum + of(point), 0) / step.length
    return {
      name,
      part,
      ink,
      draw: 'line',
      x: steps.map((step) => asSeconds(step.at(-1)?.atMs ?? 0)),
      y: steps.map((step) => threeDigits(value(step))),
      range: null,
    }
  })
}

/** Kills for memory, restarts and ends, where they were. */
export function eventMarks(curves: readonly ContainerCurve[]): readonly ChartMark[] {
  return curves.flatMap((curve) => {
    const { series } = curve.figures
    const mark = (atMs: number, what: string): ChartMark => ({
      axis: 'x',
      at: asSeconds(atMs),
      what: 'event',
      ink: curve.ink,
      label: words`${what}: ${curve.name}${curve.part === null ? '' : `, ${curve.part}`}`,
    })
    const kills = series.filter(({ oomKills }) => oomKills > 0).map(({ atMs }) => mark(atMs, 'out of memory'))
    const restarts = series.filter((point) => point.restarts > 0).map(({ atMs }) => mark(atMs, 'restarted'))
    return [
      ...kills,
      ...restarts,
      ...endMarks(curve, kills.length > 0).map((what) => mark(series.at(-1)?.atMs ?? 0, what)),
    ]
  })
}

/** A container that was killed for memory is marked by its kill already. Of several containers only the one that ended is marked. */
function endMarks({ ending, who }: ContainerCurve, killed: boolean): readonly string[] {
  if (ending === null || (killed && ending.how === 'out-of-memory')) return []
  if (ending.who !== null && shortName(ending.who) !== shortName(who)) return []
  return [ending.how === 'out-of-memory' ? 'out of memory' : 'ended']
}
