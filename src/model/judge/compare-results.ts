import { invalidity } from '../doubt/validity.ts'
import type { Round } from '../evidence.ts'
import { type Outside, words } from '../outside.ts'
import type { Lookup } from '../result/baseline.ts'
import { nextBaseline } from '../result/next-baseline.ts'
import type { Result } from '../result/result.ts'
import { countedResult } from '../rounds/sift-rounds.ts'
import { comparable } from './comparable.ts'

/**
 * The later result with the earlier one as its stored baseline, to be judged like any other. Only the candidates are compared: what either was
 * measured beside is left out. `where`: the earlier one's file.
 */
export function against(before: Result, where: Outside, now: Result): Result {
  const alone = candidateAlone(now)
  const gateBefore = { plan: before.plan, asked: before.asked }
  return { ...alone, lookup: comparable(asLookup(before, where), alone.plan), gateBefore, gateUnknown: null }
}

/** Only a valid measurement is a baseline. */
function asLookup(before: Result, where: Outside): Lookup {
  const alone = countedResult(candidateAlone(before))
  const [invalid] = invalidity(alone)
  if (invalid !== undefined) return { state: 'unusable', where, why: words`its measurement is not valid: ${invalid}` }
  return { state: 'found', where, baseline: nextBaseline(alone, null, null) }
}

/** The rounds of the candidate that count, as if the baseline had not been beside it. */
function candidateAlone(result: Result): Result {
  if (result.plan.pairing === null) return { ...result, comparison: { how: 'alone', why: null } }
  const isSifted = result.ended !== 'too-noisy'
  const evidence = countedResult(result).evidence.map((round) => withoutBaseline(round, isSifted))
  return {
    ...result,
    comparison: { how: 'alone', why: null },
    images: { ...result.images, baseline: null },
    plan: { ...result.plan, pairing: null, rounds: evidence.length },
    evidence,
  }
}

function withoutBaseline(round: Round, isSifted: boolean): Round {
  const starts = round.starts.filter(({ side }) => side === 'candidate')
  return { ...round, starts, ...(isSifted ? { counts: true } : {}) }
}
