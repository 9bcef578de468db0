import { tQuantile } from '../../../src/model/statistics/statistics.ts'
import type { GateRecord } from '../gate-record.ts'
import { alarm, type Rule } from '../ruling.ts'
import { sampleOf, welchTest } from '../two-sample.ts'

type Long = NonNullable<GateRecord['long']>

/** Seconds in a turn (`src/model/plan/plan-turns.ts`). */
const TURN_SECONDS = 2
const CONFIDENCE = 0.975
/** What Criterion.rs takes for noise where nobody says another share. */
const NOISE = 0.01

/**
 * One start of each side and many rounds on it, alternating, with a test over the rounds: significant at 5 %, and the whole interval beyond 1 % of noise.
 * Criterion.rs makes its interval by resampling; here it is Welch's.
 */
export const oneStart: Rule = {
  name: 'one start, t over many rounds in it',
  from: 'Criterion.rs, `significance_level` and `noise_threshold` by default',
  decide: ({ long }) => {
    if (long === null || long.baseline.length < 2 * TURN_SECONDS) return null
    // The time that an answer takes: more is worse.
    const times = (seconds: readonly number[]) => sampleOf(turns(seconds).map((answers) => -Math.log(answers)))
    const { difference, standardError, df } = welchTest(times(long.baseline), times(long.candidate))
    const lower = difference - tQuantile(CONFIDENCE, df) * standardError
    return alarm(lower > Math.log1p(NOISE), long.ms / 1000)
  },
}

function turns(seconds: readonly number[]): readonly number[] {
  return Array.from({ length: Math.floor(seconds.length / TURN_SECONDS) }, (_, turn) =>
    seconds.slice(turn * TURN_SECONDS, (turn + 1) * TURN_SECONDS).reduce((sum, answers) => sum + answers, 0),
  )
}

const ALPHA = 0.1
/** Beyond this, autocannon-compare names a winner. */
const WINNER = 0.05

/**
 * autocannon-compare: two long runs, Welch's test over their requests per second with as many degrees as there were requests; a winner needs p < 0.1 and more than 5 %.
 */
export const overRequests: Rule = {
  name: 'one start, t with n = requests',
  from: 'autocannon-compare',
  decide: ({ long }) => {
    if (long === null) return null
    const [before, now] = [perSecond(long, 'baseline'), perSecond(long, 'candidate')]
    const { p } = welchTest(before, now)
    return alarm(p < ALPHA && now.mean < (1 - WINNER) * before.mean, long.ms / 1000)
  },
}

/** Mean and spread are those of seconds, the count is that of requests: the rule's own mistake. */
function perSecond(long: Long, side: 'candidate' | 'baseline') {
  return { ...sampleOf(long[side]), count: long[side].reduce((sum, answers) => sum + answers, 0) }
}
