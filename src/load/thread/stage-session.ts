import { setTimeout as sleep } from 'node:timers/promises'
import type { Ms, Side } from '../../model/config.ts'
import type { DriveEnd, Driver, Engine } from '../engine.ts'
import { GeneratorMeter } from '../record/generator-meter.ts'
import { StageRecorder } from '../record/stage-recorder.ts'
import type { News, SidePart, Stretch, ThreadJob } from './messages.ts'
import type { Share } from './split-job.ts'

/** How often what was recorded goes to the main thread, which judges it and shows it. */
const GATHER_EVERY_MS: Ms = 250

type OpenSide = { readonly driver: Driver; readonly recorder: StageRecorder; readonly meter: GeneratorMeter }

/** One stage in one thread, from its opening to its closing: a driver for each side, and what they gave. */
export class StageSession {
  readonly #sides: ReadonlyMap<Side, OpenSide>

  constructor(engine: Engine, job: ThreadJob) {
    const sides = job.sides.map(({ side, endpoints }) => {
      const meter = new GeneratorMeter({ of: isRamp(job.share) ? 'busiest-second' : 'mean' })
      const place = { endpoints, alone: job.share.threads === 1, meter }
      const recorder = new StageRecorder(job.share.requests, job.windowMs, place)
      const driver = engine.open({ ...job.share, endpoints }, recorder)
      return [side, { driver, recorder, meter }] as const
    })
    this.#sides = new Map(sides)
  }

  /** Drives one side for one turn; all that was recorded has been given to `gathered` when it resolves. */
  async drive(stretch: Stretch, gathered: (now: News) => void, signal: AbortSignal): Promise<DriveEnd> {
    const { driver, recorder, meter } = this.#side(stretch.side)
    const startAtMs = stretch.startAtMs - performance.timeOrigin
    const early = startAtMs - performance.now()
    if (early > 0) await sleep(early)
    recorder.resume(startAtMs, stretch.drivenMs)
    const gather = () => {
      meter.look()
      gathered(recorder.gather(performance.now()))
    }
    const ticker = setInterval(gather, GATHER_EVERY_MS)
    meter.begin()
    try {
      return await driver.drive(stretch.ms, signal)
    } finally {
      meter.pause()
      clearInterval(ticker)
      gather()
    }
  }

  /** Closes every connection and says what each side gave. */
  async close(): Promise<readonly SidePart[]> {
    await Promise.all(Array.from(this.#sides.values(), ({ driver }) => driver.close()))
    return Array.from(this.#sides, ([side, { driver, recorder, meter }]) => ({
      side,
      part: {
        perRequest: recorder.samples(),
        perReplica: recorder.perReplica(),
        figures: driver.figures(),
        meter: meter.figures(),
        spawned: recorder.spawned(),
      },
    }))
  }

  #side(side: Side): OpenSide {
    const open = this.#sides.get(side)
    if (open === undefined) throw new Error(`The stage has no side "${side}".`)
    return open
  }
}

function isRamp({ load, ratePerSecond }: Share): boolean {
  const ramp = load.model === 'connections' ? load.connections : load.model === 'users' ? load.users : ratePerSecond
  return ramp !== null && ramp.from !== ramp.to
}
