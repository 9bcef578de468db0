import { plainText, words } from '../../src/model/outside.ts'
import { recordPlan } from '../../src/model/plan/plan.ts'
import { sift } from '../../src/model/rounds/sift-rounds.ts'
import { answersPerSecond, compactGate } from './compact.ts'
import { appendGate, readCorpus } from './corpus.ts'
import { type GateParts, gateConfig } from './gate-config.ts'
import type { GateRecord } from './gate-record.ts'
import { BASELINE_TREES, KINDS, type Kind, nextKind } from './kinds.ts'
import { liveAnswer } from './live-answer.ts'
import { allRounds, type GateSite, type GateWorld, measureOn, oneRound, onSite, sitePlan } from './record-gate.ts'
import { STANDARD, STRICT } from './rules/rules.ts'
import { treesImage } from './trees-image.ts'

export type RecordOrder = {
  readonly path: string
  readonly kinds: readonly Kind[]
  /** No gate is begun after so long, and no more than so many. */
  readonly minutes: number
  readonly gates: number
  /** Rounds of a gate that have to count. */
  readonly rounds: number
  /** Turns of each side on the one start that is driven longer; 0: none. */
  readonly longTurns: number
}

/** A gate that cannot be measured says something of the machine; as many one after the other end the recording. */
const MOST_BROKEN = 3
const TURN_SECONDS = 2

/** Records gates until the time is over or it is interrupted. Each is kept as soon as it is whole. */
export async function record(world: GateWorld, order: RecordOrder): Promise<void> {
  const endMs = world.clock.now() + order.minutes * 60_000
  let broken = 0
  for (let count = 0; count < order.gates && world.clock.now() < endMs; count++) {
    const kind = nextKind(
      readCorpus(order.path).gates.map((gate) => gate.kind),
      order.kinds,
    )
    const gate = await recordGate(world, kind, order).catch((error: unknown) => {
      world.signal.throwIfAborted()
      world.log.warn(
        words`This gate is not kept: ${{ outside: error instanceof Error ? error.message : String(error) }}`,
      )
      return null
    })
    if (gate !== null) {
      appendGate(order.path, gate)
      tell(order.path, gate)
    }
    broken = gate === null ? broken + 1 : 0
    if (broken >= MOST_BROKEN) throw new Error(`${MOST_BROKEN} gates one after the other could not be measured`)
  }
}

async function recordGate(world: GateWorld, kind: Kind, order: RecordOrder): Promise<GateRecord> {
  const trees = { candidate: KINDS[kind].trees, baseline: BASELINE_TREES }
  const parts = { candidate: await treesImage(trees.candidate), baseline: await treesImage(trees.baseline) }
  const config = gateConfig(parts)
  console.error(`\n${KINDS[kind].label}: ${trees.candidate} trees against ${trees.baseline}`)
  return await onSite(world, config, async (site) => {
    const plan = sitePlan(site)
    const result = await measureOn(site, plan, allRounds(plan, config, order.rounds))
    const long = await measureLong(site, parts, order.longTurns)
    const live = { strict: liveAnswer(plan, result, STRICT), standard: liveAnswer(plan, result, STANDARD) }
    return compactGate(result, { kind, trees, live, long })
  })
}

/** One start of each side with many turns in it: what is measured without fresh starts. `null` where it does not count. */
async function measureLong(site: GateSite, parts: GateParts, turns: number): Promise<GateRecord['long']> {
  if (turns === 0) return null
  const plan = sitePlan(site, gateConfig({ ...parts, steady: `${turns * TURN_SECONDS}s`, offered: [] }))
  const { evidence } = await measureOn(site, plan, oneRound(plan))
  const [round] = sift(recordPlan(plan), evidence).kept
  if (round === undefined) return null
  return {
    ms: Math.round(round.ms),
    candidate: [...answersPerSecond(round, 'candidate')],
    baseline: [...answersPerSecond(round, 'baseline')],
  }
}

function tell(path: string, { kind, rounds, live }: GateRecord): void {
  const dropped = rounds.filter((round) => round.dropped !== null)
  const said = Object.entries(live).map(
    ([tolerance, { answer, rounds: after }]) => `${tolerance} ${answer} after ${after}`,
  )
  const kept = readCorpus(path).gates.length
  console.error(
    `${KINDS[kind].label}: ${said.join(', ')}; ${dropped.length} of ${rounds.length} rounds dropped; gate ${kept} of the corpus`,
  )
  for (const { dropped: why } of dropped) console.error(`  dropped: ${plainText([{ outside: why ?? '' }])}`)
}
