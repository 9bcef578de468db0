import { median } from '../../median.ts'
import { countedRounds, type GateRecord, type SideRecord } from '../gate-record.ts'
import { alarm, type Rule, totalSeconds } from '../ruling.ts'
import { sampleOf, studentTest } from '../two-sample.ts'

/**
 * One side first, then the other, as it comes out of a recording in which they took turns: the baseline of the first half of the rounds, the candidate of the second.
 * They lie as far apart as in a run of that order; each has half of the starts that it would have there, which makes a test more careful and not less.
 */
function halves(gate: GateRecord): {
  readonly baseline: readonly SideRecord[]
  readonly candidate: readonly SideRecord[]
} {
  const rounds = countedRounds(gate)
  const half = Math.floor(rounds.length / 2)
  return {
    baseline: rounds.slice(0, half).map(({ sides }) => sides.baseline),
    candidate: rounds.slice(-half).map(({ sides }) => sides.candidate),
  }
}

const SIGNIFICANT = 0.05

/** pyperf asks each benchmark on its own: Student's two-sample, two-tailed test at 95 %. */
export const blockOrder: Rule = {
  name: 'block order, t test over starts',
  from: 'pyperf `compare_to`',
  decide: (gate) => {
    const { baseline, candidate } = halves(gate)
    if (baseline.length < 2) return null
    const compare = (of: (side: SideRecord) => number) =>
      studentTest(sampleOf(baseline.map(of)), sampleOf(candidate.map(of)))
    const [rps, tail] = [compare((side) => side.rps), compare((side) => side.tail)]
    const isSlower = (rps.p < SIGNIFICANT && rps.difference < 0) || (tail.p < SIGNIFICANT && tail.difference > 0)
    return alarm(isSlower, totalSeconds(gate.rounds))
  },
}

/** The boundary in Bencher's own examples of a percentage threshold. */
const BOUNDARY = 0.25

/** Bencher's relative benchmarking: the baseline's run and then the candidate's, in one job, with a boundary in percent. */
export const relative: Rule = {
  name: 'one job, baseline then candidate, ±25 %',
  from: 'Bencher, relative continuous benchmarking',
  decide: (gate) => {
    const { baseline, candidate } = halves(gate)
    if (baseline.length === 0) return null
    const change = (of: (side: SideRecord) => number) => median(candidate.map(of)) / median(baseline.map(of)) - 1
    const isSlower = change((side) => side.rps) < -BOUNDARY || change((side) => side.tail) > BOUNDARY
    return alarm(isSlower, totalSeconds(gate.rounds))
  },
}
