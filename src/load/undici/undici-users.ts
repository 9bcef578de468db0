import type { Ms, StageLoad } from '../../model/config.ts'
import type { SeededRandom } from '../../model/statistics/seeded-random.ts'
import type { DriveEnd, Driver, DriverFigures, EngineJob, Outcome, Recording } from '../engine.ts'
import { Alarm } from '../pace/alarm.ts'
import { backOffMs } from '../pace/back-off.ts'
import { DueQueue } from '../pace/due-queue.ts'
import { NextTurn } from '../pace/next-turn.ts'
import { SpawnPlan } from '../pace/spawn-plan.ts'
import { StageClock } from '../pace/stage-clock.ts'
import { weightedChoice } from '../pace/weighted-choice.ts'
import { StopRule } from '../stop/stop-rule.ts'
import { Stretch } from '../stop/stretch.ts'
import { User } from './undici-user.ts'
import { UndiciWires } from './undici-wires.ts'

/** So many users begin in one turn of the event loop: answers are not read late because thousands are still being begun. */
const BEGUN_AT_ONCE = 64

type UsersLoad = Extract<StageLoad, { model: 'users' }>

/**
 * Users as Locust has them: each sends a request picked by weight, waits for the answer, then for its think time, and
 * goes on, on a connection of its own. A stage by duration is measured once all users of its start have spawned;
 * a request belongs to the phase that it was sent in. A stage by number of requests is measured as a whole.
 */
export class UsersDriver implements Driver {
  readonly #clock = new StageClock()
  readonly #alarm = new Alarm(() => this.#tick())
  readonly #turn = new NextTurn()
  readonly #job: EngineJob
  readonly #thinkTime: UsersLoad['thinkTime']
  readonly #recording: Recording
  readonly #pick: (random: SeededRandom) => number
  readonly #wires: UndiciWires
  readonly #stopRule = new StopRule(0)
  readonly #plan: SpawnPlan
  readonly #users: User[] = []
  readonly #due = new DueQueue<User>()
  /** Stage time runs from the first user on; the ramp and the measured time begin when all have spawned. */
  readonly #endMs: Ms
  #spawned = 0
  #spawnedAtMs: Ms | null = null
  #stepsTaken = 0
  /** Users that have not ended. */
  #alive = 0
  #stretch = new Stretch(new AbortController().signal)
  #stretchEndMs: Ms = 0

  constructor(job: EngineJob & { readonly load: UsersLoad }, recording: Recording) {
    this.#job = job
    this.#thinkTime = job.load.thinkTime
    this.#recording = recording
    this.#pick = weightedChoice(job.requests.map((request) => request.weight))
    this.#wires = new UndiciWires(job)
    this.#plan = new SpawnPlan(job.load, job)
    this.#endMs = job.extent.by === 'duration' ? this.#plan.spawnedMs + job.extent.ms : Number.POSITIVE_INFINITY
    if (this.#plan.atStart === 0) this.#spawnedAtMs = 0
  }

  async drive(ms: Ms | null, signal: AbortSignal): Promise<DriveEnd> {
    const now = performance.now()
    this.#stretch = new Stretch(signal)
    const measuredFromMs = Math.max(
      this.#clock.stageMs(now),
      this.#job.extent.by === 'duration' ? this.#plan.spawnedMs : 0,
    )
    this.#stretchEndMs = ms === null ? this.#endMs : Math.min(this.#endMs, measuredFromMs + ms)
    this.#clock.start(now)
    this.#tick()
    const end = await this.#stretch.over()
    this.#rest()
    this.#recording.spawning = false
    this.#clock.stop(Math.min(this.#stretchEndMs, this.#clock.stageMs(performance.now())))
    if (end.how === 'aborted') await this.close()
    return end
  }

  figures(): DriverFigures {
    const drivenMs = this.#clock.stageMs(performance.now())
    const counted = this.#job.extent.by === 'requests'
    const spawnedAtMs = this.#spawnedAtMs ?? drivenMs
    const seconds = (counted ? drivenMs : Math.max(0, drivenMs - spawnedAtMs)) / 1000
    const spawnSeconds = counted ? null : spawnedAtMs / 1000
    return { seconds, lateP99Ms: 0, waitedForRoom: 0, dropped: 0, resent: this.#wires.resent, spawnSeconds }
  }

  async close(): Promise<void> {
    this.#rest()
    await Promise.all(this.#users.map((user) => user.wire.close()))
  }

  #rest(): void {
    this.#alarm.clear()
    this.#turn.clear()
  }

  #tick(): void {
    if (this.#stretch.closed) return
    const now = performance.now()
    const stageMs = this.#clock.stageMs(now)
    if (stageMs >= this.#stretchEndMs || this.#allSpent()) {
      this.#stretch.close()
      this.#recording.reached('all-sent')
      return
    }
    if (this.#begin(stageMs) === BEGUN_AT_ONCE) this.#turn.afterReading(() => this.#tick())
    else this.#wait(now, stageMs)
  }

  /** Spawns, sends and ends what is due, up to so many at once; says how many. */
  #begin(stageMs: Ms): number {
    let begun = 0
    for (; begun < BEGUN_AT_ONCE; begun++) {
      if (this.#plan.spawnMs(this.#spawned) <= stageMs) this.#spawn(stageMs)
      else if (this.#nextStepMs() <= stageMs) this.#step()
      else {
        const user = this.#due.take(stageMs)
        if (user === null) return begun
        this.#send(user)
      }
    }
    return begun
  }

  #wait(now: Ms, stageMs: Ms): void {
    const nextMs = Math.min(this.#plan.spawnMs(this.#spawned), this.#nextStepMs(), this.#due.nextMs, this.#stretchEndMs)
    if (nextMs !== Number.POSITIVE_INFINITY) this.#alarm.set(now, nextMs - stageMs)
  }

  #nextStepMs(): Ms {
    return this.#spawnedAtMs === null ? Number.POSITIVE_INFINITY : this.#plan.stepMs(this.#stepsTaken)
  }

  #spawn(stageMs: Ms): void {
    this.#spawned++
    const isLast = this.#spawned === this.#plan.atStart
    this.#startUser()
    if (!isLast) return
    this.#spawnedAtMs = stageMs
    if (this.#job.extent.by === 'duration') this.#recording.reached('spawned')
  }

  #step(): void {
    if (this.#plan.joins(this.#stepsTaken++)) this.#startUser()
    else this.#endUser(this.#users.findLast((user) => !user.ended))
  }

  #startUser(): void {
    const user = new User(this.#wires.newWire(), this.#job, this.#users.length, (outcome) =>
      this.#answered(user, outcome),
    )
    this.#users.push(user)
    this.#alive++
    this.#stopRule.joined()
    this.#send(user)
  }

  #send(user: User): void {
    if (user.ended) return
    user.left--
    user.request = this.#pick(user.random)
    user.sentWhileSpawning = this.#spawnedAtMs === null && this.#job.extent.by === 'duration'
    user.sentAt = performance.now()
    user.underWay = true
    this.#stretch.begin()
    user.wire.send(user.request, user.settled)
  }

  #answered(user: User, outcome: Outcome): void {
    user.underWay = false
    this.#recording.spawning = user.sentWhileSpawning
    this.#recording.done(user.request, user.sentAt, outcome, user.wire.endpoint)
    if (this.#isDead(user, outcome)) this.#stretch.abort('no-answers')
    else if (user.ended) void user.wire.close()
    else if (user.left === 0) this.#endUser(user)
    else this.#think(user)
    this.#stretch.end()
  }

  #think(user: User): void {
    const { fromMs, toMs } = this.#thinkTime
    const thinkMs = fromMs + user.random.unit() * (toMs - fromMs)
    const now = performance.now()
    const stageMs = this.#clock.stageMs(now)
    const before = this.#due.nextMs
    this.#due.add(user, stageMs + Math.max(thinkMs, backOffMs(user.failedInARow)))
    if (this.#stretch.closed || this.#due.nextMs === before) return
    // Earlier than what was waited for.
    if (this.#due.nextMs > stageMs || stageMs >= this.#stretchEndMs) this.#wait(now, stageMs)
    else if (user.wire.isWary()) this.#turn.afterReading(() => this.#tick())
    else this.#send(this.#due.take(stageMs) ?? user)
  }

  #endUser(user: User | undefined): void {
    if (user === undefined) return
    user.ended = true
    this.#alive--
    this.#stopRule.left(user.failedInARow > 0)
    user.failedInARow = 0
    if (!user.underWay) void user.wire.close()
    if (this.#allSpent()) this.#stretch.close()
  }

  /** By number of requests: every user has sent all of its own. */
  #allSpent(): boolean {
    return this.#alive === 0 && this.#spawned === this.#plan.atStart && this.#job.extent.by === 'requests'
  }

  #isDead(user: User, outcome: Outcome): boolean {
    if (outcome.how !== 'broke-off') {
      this.#stopRule.settled(user.failedInARow > 0)
      user.failedInARow = 0
      return false
    }
    user.failedInARow++
    const dead = this.#stopRule.failed(outcome.atMs, user.failedInARow === 1, outcome.kind)
    return this.#recording.unanswered(dead)
  }
}
