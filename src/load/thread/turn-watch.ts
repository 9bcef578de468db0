import type { AbortReason } from '../../model/samples.ts'
import type { ClosedWindow, Curve } from '../record/curve.ts'
import type { FailureRule } from '../stop/failure-rule.ts'
import type { News, Reach } from './messages.ts'

/** What is known of one side over all its turns. */
export type Watched = {
  readonly curve: Curve
  readonly rule: FailureRule
  /** How far each thread has got, by its place. */
  readonly reach: Reach[]
}

/** Listens to all threads of one turn and says when the stage has to be stopped for what they tell together. */
export class TurnWatch {
  readonly #side: Watched
  readonly #stop: (why: AbortReason) => void
  readonly #driving: Set<number>
  readonly #unanswered = new Set<number>()
  readonly #endsByTime: boolean
  /** A thread drove to the end of its time and was answered: the others are at theirs too. */
  #wasAnswered = false

  constructor(side: Watched, turn: { threads: number; endsByTime: boolean }, stop: (why: AbortReason) => void) {
    this.#side = side
    this.#endsByTime = turn.endsByTime
    this.#stop = stop
    this.#driving = new Set(Array(turn.threads).keys())
  }

  heard(place: number, news: News): void {
    this.#side.reach[place] = news.reach
    if (news.unanswered) this.#unanswered.add(place)
    else this.#unanswered.delete(place)
    this.#judge(this.#side.curve.add(place, news))
  }

  /** The thread drives no more in this turn; those that still do are not held up by it. Where each has a number of requests they decide without it. */
  done(place: number): void {
    this.#driving.delete(place)
    if (this.#endsByTime && !this.#unanswered.has(place)) this.#wasAnswered = true
    this.#judge(this.#side.curve.done(place))
  }

  /** One that still drives speaks for all: they gather at the same time. */
  speaksForAll(place: number): boolean {
    return place === Math.max(...this.#driving)
  }

  #judge(windows: readonly ClosedWindow[]): void {
    // Every window is judged, also those behind the one that stops the stage.
    if (windows.map((window) => this.#side.rule.judge(window)).includes(true)) this.#stop('failing')
    const driving = [...this.#driving]
    const isDead = driving.length > 0 && driving.every((place) => this.#unanswered.has(place))
    if (isDead && !this.#wasAnswered) this.#stop('no-answers')
    const { reach } = this.#side
    if (reach.includes('own-limits') && !reach.includes('target')) this.#stop('own-limit')
  }
}
