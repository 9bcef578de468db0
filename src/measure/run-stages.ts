import type { Ms, Side } from '../model/config.ts'
import { joinFigures } from '../model/join-figures.ts'
import { maskExamples } from '../model/mask.ts'
import type { AbortReason, StageSamples } from '../model/samples.ts'
import type { TargetFigures } from '../model/target-figures.ts'
import type { Scope, Target, TurnTaking } from '../ports.ts'
import type { Driven, Live, RoundBench, StageRun } from './bench.ts'
import { makeJob } from './make-job.ts'
import { abortReason } from './time-limit.ts'

/** Runs every stage on all sides as long as all targets live and answer. A side that is not driven is frozen. */
export async function runStages(
  bench: RoundBench,
  driven: Driven,
  scope: Scope,
): Promise<ReadonlyMap<Side, readonly StageRun[]>> {
  const done = new Map<Side, StageRun[]>(driven.lives.map(({ side }) => [side, []]))
  for (const stage of bench.plan.stages) {
    const job = makeJob(bench, driven, stage, done)
    if (job === null) break
    const turns = new Turns(driven.lives, scope)
    const progress = bench.progress.stage(stage, driven.lives)
    const outcomes = await bench.load.run(job, turns, progress, driven.alive)
    await turns.end()
    for (const { side, samples } of outcomes) {
      const live = driven.lives.find((one) => one.side === side)
      if (live === undefined) throw new Error(`the load gave samples of a side that was not asked for: ${side}`)
      const figures = joinFigures(await turns.figuresOf(live))
      const kept = maskExamples(withReason(samples, live, driven, scope), bench.secrets)
      done.get(side)?.push({ samples: kept, figures })
    }
    if (outcomes.some(({ samples }) => samples.ended.how === 'aborted')) break
  }
  return done
}

type Span = { readonly side: Side; readonly fromMs: Ms; toMs: Ms | null }

/** Who is driven when: freezes the others, and keeps the times of each side's turns. */
class Turns implements TurnTaking {
  readonly #lives: readonly Live[]
  readonly #scope: Scope
  readonly #spans: Span[] = []

  constructor(lives: readonly Live[], scope: Scope) {
    this.#lives = lives
    this.#scope = scope
  }

  /** The other sides are frozen before this one goes on: they never run at the same time. */
  async wake(side: Side): Promise<void> {
    this.#close()
    for (const live of this.#lives) if (live.side !== side) await live.target.freeze()
    if (this.#lives.length > 1) await this.#targetOf(side)?.thaw()
  }

  async begin(side: Side): Promise<void> {
    // A look right at the beginning: what was used before must not be spread into the turn.
    const now = this.#scope.clock.now()
    await this.#targetOf(side)?.figures(now, now)
    this.#spans.push({ side, fromMs: this.#scope.clock.now(), toMs: null })
  }

  /** All sides go on, so that each can end, answer and be looked at. */
  async end(): Promise<void> {
    this.#close()
    if (this.#lives.length > 1) for (const { target } of this.#lives) await target.thaw()
  }

  async figuresOf({ side, target }: Live): Promise<readonly TargetFigures[]> {
    const own: readonly Span[] = this.#spans.filter((span) => span.side === side)
    const now = this.#scope.clock.now()
    // Stopped before its first turn.
    if (own.length === 0) return [await target.figures(now, now)]
    return await Promise.all(own.map(({ fromMs, toMs }) => target.figures(fromMs, toMs ?? fromMs)))
  }

  #targetOf(side: Side): Target | undefined {
    return this.#lives.find((live) => live.side === side)?.target
  }

  #close(): void {
    const last = this.#spans.at(-1)
    if (last !== undefined) last.toMs ??= this.#scope.clock.now()
  }
}

/** The load only knows that it was stopped; why is known here. */
function withReason(samples: StageSamples, { target }: Live, { alive, lives }: Driven, scope: Scope): StageSamples {
  if (samples.ended.how === 'complete') return samples
  if (alive.aborted) return { ...samples, ended: { how: 'aborted', why: whyStopped(target, lives, scope) } }
  return samples
}

function whyStopped(target: Target, lives: readonly Live[], scope: Scope): AbortReason {
  if (scope.signal.aborted) return abortReason(scope.signal)
  if (target.gone.aborted) return 'target-gone'
  return lives.some((live) => live.target.gone.aborted) ? 'other-side' : 'interrupted'
}
