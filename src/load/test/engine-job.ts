import type { Ramp, RequestSpec, StageLoad } from '../../model/config.ts'
import type { Endpoint } from '../../ports.ts'
import type { DriveEnd, DriverFigures, Engine, EngineJob, Outcome, Recording, StretchPoint } from '../engine.ts'

export type EngineShape = { readonly load: StageLoad } & ({ readonly durationMs: number } | { readonly count: number })

/** One thread's whole stage on one endpoint. */
export function engineJob(
  endpoint: Endpoint,
  requests: readonly RequestSpec[],
  shape: EngineShape,
  given: Partial<EngineJob> = {},
): EngineJob {
  const { load } = shape
  const perSecond: Ramp | null = load.model === 'rate' && load.rate.by === 'second' ? load.rate.perSecond : null
  const extent =
    'count' in shape
      ? { by: 'requests' as const, count: shape.count }
      : { by: 'duration' as const, ms: shape.durationMs }
  const plain = { tls: null, seed: 7, thread: 0, threads: 1 }
  return { load, extent, ratePerSecond: perSecond, requests, endpoints: [endpoint], ...plain, ...given }
}

export type Recorded = {
  readonly request: number
  readonly fromMs: number
  readonly outcome: Outcome
  readonly spawning: boolean
}

/** Keeps every outcome as it comes. */
export class Notes implements Recording {
  spawning = false
  readonly all: Recorded[] = []
  /** How many outcomes there were when the stretch came to its points. */
  readonly points: { readonly point: StretchPoint; readonly after: number }[] = []

  done(request: number, fromMs: number, outcome: Outcome): void {
    this.all.push({ request, fromMs, outcome, spawning: this.spawning })
  }

  reached(point: StretchPoint): void {
    this.points.push({ point, after: this.all.length })
  }

  unanswered(isDead: boolean): boolean {
    return isDead
  }

  /** How many ended in each way; what broke off by its kind. */
  get ways(): Readonly<Record<string, number>> {
    const ways: Record<string, number> = {}
    for (const { outcome } of this.all) {
      const way =
        outcome.how === 'broke-off' ? outcome.kind : outcome.how === 'answered-wrong' ? outcome.what : outcome.how
      ways[way] = (ways[way] ?? 0) + 1
    }
    return ways
  }

  get latencies(): readonly number[] {
    return this.all
      .filter(({ outcome }) => outcome.how === 'ok')
      .map(({ fromMs, outcome }) => outcome.atMs - fromMs)
      .sort((one, other) => one - other)
  }

  /** An example of what went wrong. */
  get example(): string | null {
    const wrong = this.all.map(({ outcome }) => outcome).find((outcome) => 'example' in outcome)
    return wrong !== undefined && 'example' in wrong ? wrong.example : null
  }
}

export type Driven = { readonly notes: Notes; readonly end: DriveEnd; readonly figures: DriverFigures }

/** Drives a whole stage in one stretch and closes. */
export async function driveAll(engine: Engine, job: EngineJob, signal = new AbortController().signal): Promise<Driven> {
  const notes = new Notes()
  const driver = engine.open(job, notes)
  const end = await driver.drive(null, signal)
  const figures = driver.figures()
  await driver.close()
  return { notes, end, figures }
}
