import { buildImage } from '../../fixtures/images.ts'
import type { Side } from '../../src/model/config.ts'
import type { Round } from '../../src/model/evidence.ts'
import { plainText, words } from '../../src/model/outside.ts'
import { type Plan, recordPlan } from '../../src/model/plan/plan.ts'
import { stageRuns } from '../../src/model/result/views.ts'
import { sideOrder } from '../../src/model/rounds/round-order.ts'
import { sift } from '../../src/model/rounds/sift-rounds.ts'
import { variance } from '../../src/model/statistics/statistics.ts'
import { median } from '../median.ts'
import { printGoal } from '../print/goal.ts'
import { printMachine } from '../print/machine.ts'
import { say } from '../print/say.ts'
import { printTable } from '../print/table.ts'
import { ratioInterval, showRatio } from '../ratio-interval.ts'
import { type RoundNumbers, roundNumbers } from './compact.ts'
import { gateConfig } from './gate-config.ts'
import { type GateWorld, measureOn, onSite, sitePlan } from './record-gate.ts'

/** Beyond this a turned side does not have the CPU that it would have alone, and whole stages are the truer way. */
const MOST_APART = 0.03
/** What a spread is worth shows in the error that is left after so much of the machine's time. */
const MACHINE_SECONDS = 300

/** Long enough for several turns a side also at half a CPU, where they are longer (`src/model/plan/plan-turns.ts`). */
const STEADY = '8s'

const WAYS = ['turns', 'whole stages'] as const
type Way = (typeof WAYS)[number]

/** One round that was run in one of the two ways. */
type WayRound = { readonly way: Way; readonly pair: number; readonly round: Round; readonly numbers: RoundNumbers }

export type TurnsOrder = { readonly cpus: readonly number[]; readonly rounds: number }

/**
 * The same image on both sides, now in turns with the other side frozen, now one side after the other in whole stages: which of them leaves less error for the
 * machine's time, and whether a turned side gets the CPU of its quota.
 */
export async function benchTurns(world: GateWorld, { cpus, rounds }: TurnsOrder): Promise<void> {
  printMachine()
  const image = await buildImage('covertype')
  for (const limit of cpus) {
    const config = gateConfig({ candidate: image, baseline: image, cpus: limit, steady: STEADY })
    const measured = await onSite(world, config, async (site) => {
      const plan = sitePlan(site)
      const { evidence } = await measureOn(site, plan, bothWays(plan, rounds))
      return byWay(plan, evidence)
    })
    print(limit, rounds, measured)
  }
}

/** Rounds of either way in pairs, in the order AB BA AB, with the sides in the program's own order: balanced over the rounds of a way that count. */
function bothWays(plan: Plan, pairs: number) {
  return (evidence: readonly Round[]) => {
    const done = evidence.length
    if (done >= 2 * pairs) return { done: 'complete' } as const
    const { kept } = sift(recordPlan(plan), evidence)
    const ofWay = kept.filter(({ round }) => wayOf(round - 1) === wayOf(done))
    const sides = sideOrder(plan.seed, ofWay.length + 1)
    return { step: { round: done + 1, sides, together: wayOf(done) === 'turns' } }
  }
}

/** The way of a round; `place` counts from 0. */
export function wayOf(place: number): Way {
  return (Math.floor(place / 2) + place) % 2 === 0 ? 'turns' : 'whole stages'
}

function byWay(plan: Plan, evidence: readonly Round[]): readonly WayRound[] {
  const { kept, dropped } = sift(recordPlan(plan), evidence)
  for (const { round, why } of dropped) console.error(plainText(words`round ${round} does not count: ${why}`))
  return kept.flatMap((round): WayRound[] => {
    const place = round.round - 1
    const numbers = roundNumbers(round)
    return numbers === null ? [] : [{ way: wayOf(place), pair: Math.floor(place / 2), round, numbers }]
  })
}

function print(limit: number, asked: number, measured: readonly WayRound[]): void {
  say(`### ${limit} CPU\n`)
  const ways = WAYS.map((way) => ({ way, rounds: measured.filter((one) => one.way === way) }))
  printTable(
    ways.map(({ way, rounds }) => ({
      way,
      'rounds that count': `${rounds.length} of ${asked}`,
      'seconds a round': seconds(rounds).toFixed(1),
      'spread of RPS': percent(spreadOf(rounds, 'rps')),
      'spread of p95': percent(spreadOf(rounds, 'tail')),
      [`error of RPS after ${MACHINE_SECONDS} s`]: percent(errorLeft(rounds, 'rps')),
      [`error of p95 after ${MACHINE_SECONDS} s`]: percent(errorLeft(rounds, 'tail')),
      'CPUs in use in steady': median(rounds.flatMap(({ round }) => SIDES.map((side) => cores(round, side)))).toFixed(
        3,
      ),
      RPS: median(rounds.flatMap(({ numbers }) => SIDES.map((side) => numbers[side].rps))).toFixed(1),
    })),
  )
  printShares(limit, measured)
}

const SIDES: readonly Side[] = ['candidate', 'baseline']

/** Each pair of rounds, one of either way, gives one ratio a side. */
function printShares(limit: number, measured: readonly WayRound[]): void {
  const pairs = measured
    .filter(({ way }) => way === 'turns')
    .flatMap((turned) => {
      const whole = measured.find(({ way, pair }) => way === 'whole stages' && pair === turned.pair)
      return whole === undefined ? [] : [{ turned, whole }]
    })
  if (pairs.length < 2) {
    say(`${limit} CPU: too few pairs of rounds for a share\n`)
    return
  }
  for (const side of SIDES) {
    const share = ratioInterval(pairs.map(({ turned, whole }) => [cores(turned.round, side), cores(whole.round, side)]))
    printGoal(
      `at ${limit} CPU the ${side} in turns has the CPU share of a whole stage, within 3 %`,
      showRatio(share),
      Math.abs(share.ratio - 1) <= MOST_APART,
    )
    const rps = ratioInterval(pairs.map(({ turned, whole }) => [turned.numbers[side].rps, whole.numbers[side].rps]))
    say(`${limit} CPU, ${side}: RPS in turns to RPS in a whole stage ${showRatio(rps)}`)
  }
  say('')
}

/** Cores in use while the side was driven in the stage `steady`. */
function cores(round: Round, side: Side): number {
  const figures = stageRuns({ evidence: [round] }, side, 'steady')[0]?.figures
  if (figures === undefined || figures === null) return Number.NaN
  return (1000 * figures.replicas.reduce((sum, replica) => sum + replica.cpuSeconds, 0)) / figures.ms
}

function seconds(rounds: readonly WayRound[]): number {
  return median(rounds.map(({ round }) => round.ms)) / 1000
}

function spreadOf(rounds: readonly WayRound[], figure: 'rps' | 'tail'): number {
  const logs = rounds.map(({ numbers: { candidate, baseline } }) => Math.log(candidate[figure] / baseline[figure]))
  return logs.length < 2 ? Number.NaN : Math.sqrt(variance(logs))
}

/** Standard error of the log ratio after as many rounds as fit. */
function errorLeft(rounds: readonly WayRound[], figure: 'rps' | 'tail'): number {
  return spreadOf(rounds, figure) * Math.sqrt(seconds(rounds) / MACHINE_SECONDS)
}

function percent(share: number): string {
  return Number.isNaN(share) ? '-' : `${(100 * share).toFixed(2)} %`
}
