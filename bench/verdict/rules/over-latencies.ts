import { countedRounds, type SideRecord } from '../gate-record.ts'
import { alarm, type Rule, totalSeconds } from '../ruling.ts'
import { poolSamples, type Sample, welchTest } from '../two-sample.ts'

const SIGNIFICANT = 0.05

/** Welch's test over the latencies of all requests of all rounds, as if each were a witness of its own. */
export const overLatencies: Rule = {
  name: 't test over all latencies',
  from: 'autocannon-compare, its `latency`; p < 0.05',
  decide: (gate) => {
    const rounds = countedRounds(gate)
    if (rounds.length === 0) return null
    const all = (of: 'candidate' | 'baseline') => poolSamples(rounds.map(({ sides }) => sampleOf(sides[of])))
    const { p, difference } = welchTest(all('baseline'), all('candidate'))
    return alarm(p < SIGNIFICANT && difference > 0, totalSeconds(gate.rounds))
  },
}

function sampleOf({ latency: [count, mean, sd] }: SideRecord): Sample {
  return { count, mean, sd }
}
