import { variance } from '../../src/model/statistics/statistics.ts'
import { median } from '../median.ts'
import { say } from '../print/say.ts'
import { printTable } from '../print/table.ts'
import { ratioInterval, showRatio } from '../ratio-interval.ts'
import type { Corpus } from './corpus.ts'
import { type CountedRound, countedRounds, type GateRecord } from './gate-record.ts'
import { printGoals } from './goals.ts'
import { KIND_IDS, KINDS, type Kind } from './kinds.ts'
import { RULES } from './rules/rules.ts'
import type { Rule } from './ruling.ts'
import { clear, tally } from './tally.ts'
import { showShare, wilson } from './wilson.ts'

/** Plays every rule on every gate of the corpus, and prints what they say. */
export function replay({ gates, torn }: Corpus): void {
  if (torn) say('The last line of the corpus is cut off and left out.\n')
  const kinds = new Set(gates.map(({ machine, plan }) => `${plan}; ${machine}`))
  const rounds = gates.flatMap((gate) => gate.rounds)
  say(
    `corpus: ${gates.length} gates, ${rounds.length} rounds, ${hours(gates).toFixed(1)} h of the machine's time; ${[...kinds].join(' and ') || 'none yet'}\n`,
  )
  if (gates.length > 0) {
    const recorded = KIND_IDS.filter((kind) => gates.some((gate) => gate.kind === kind))
    say('### What was recorded\n')
    printTable(recorded.map((kind) => describeKind(gates, kind)))
    say('### What the rules say of it\n')
    printTable(RULES.map((rule) => describeRule(rule, gates)))
  }
  printGoals(gates)
}

function hours(gates: readonly GateRecord[]): number {
  const ms = gates.reduce(
    (sum, gate) => sum + (gate.long?.ms ?? 0) + gate.rounds.reduce((all, round) => all + round.ms, 0),
    0,
  )
  return ms / 3_600_000
}

function describeKind(gates: readonly GateRecord[], kind: Kind) {
  const own = gates.filter((gate) => gate.kind === kind)
  const rounds = own.flatMap((gate) => countedRounds(gate))
  const all = own.flatMap((gate) => gate.rounds)
  return {
    kind: `${KINDS[kind].label} (${KINDS[kind].trees} trees)`,
    gates: own.length,
    'rounds (dropped)': `${all.length} (${all.length - rounds.length})`,
    'seconds a round': (median(all.map(({ ms }) => ms)) / 1000).toFixed(1),
    'CPU per request': ratio(rounds, ({ cpu: [steady] }) => steady ?? Number.NaN),
    RPS: ratio(rounds, ({ rps }) => rps),
    p95: ratio(rounds, ({ tail }) => tail),
    'spread between rounds: CPU, RPS, p50, p90, p95': [
      spread(own, ({ cpu: [steady] }) => steady ?? Number.NaN),
      spread(own, ({ rps }) => rps),
      spread(own, ({ offered: [, p50] }) => p50),
      spread(own, ({ offered: [, , p90] }) => p90),
      spread(own, ({ tail }) => tail),
    ].join(', '),
  }
}

type Figure = (side: CountedRound['sides']['baseline']) => number

/** Candidate to baseline over all rounds, with its 95 % interval. */
function ratio(rounds: readonly CountedRound[], figure: Figure): string {
  const pairs = rounds.map(({ sides }) => [figure(sides.candidate), figure(sides.baseline)] as const)
  const known = pairs.filter(([above, below]) => above > 0 && below > 0)
  return known.length < 2 ? '-' : showRatio(ratioInterval(known))
}

/** Standard deviation of the log ratio between rounds of one gate, the median gate. */
function spread(gates: readonly GateRecord[], figure: Figure): string {
  const spreads = gates.flatMap((gate) => {
    const logs = countedRounds(gate).map(({ sides }) => Math.log(figure(sides.candidate) / figure(sides.baseline)))
    const known = logs.filter(Number.isFinite)
    return known.length < 2 ? [] : [Math.sqrt(variance(known))]
  })
  return spreads.length === 0 ? '-' : `${(100 * median(spreads)).toFixed(1)} %`
}

function describeRule(rule: Rule, gates: readonly GateRecord[]) {
  const of = (kind: Kind) => tally(rule, gates, kind)
  const slower = (kind: Kind) => showShare(wilson(of(kind).slower, of(kind).gates))
  const rulings = KIND_IDS.flatMap((kind) => of(kind).rulings)
  const seconds = median(clear(rulings).map((ruling) => ruling.seconds))
  return {
    rule: rule.name,
    'false alarms (A/A)': slower('aa'),
    '+5 % called slower': slower('plus5'),
    '+10 % called slower': slower('plus10'),
    '-10 % called slower': slower('minus10'),
    'cannot tell: A/A, +5, +10, -10': describeUnsure(rule, gates),
    's to a clear verdict': Number.isNaN(seconds) ? '-' : seconds.toFixed(0),
  }
}

function describeUnsure(rule: Rule, gates: readonly GateRecord[]): string {
  if (rule.mayBeUnsure !== true) return 'never says'
  return KIND_IDS.map((kind) => tally(rule, gates, kind).cannotTell).join(', ')
}
