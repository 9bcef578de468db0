import type { FailOn, Stage } from '../config.ts'
import { joinWords, outside, type Words, words } from '../outside.ts'
import { describeCores } from '../plan/describe-cores.ts'
import { describeExtent, describeLoad } from '../plan/stage-load.ts'
import type { Asked } from '../result/asked.ts'
import { formatBytes } from '../units.ts'
import { comparisonChanges } from './gate-changes-comparison.ts'
import { type Direction, type GateChange, type GateRecord, printBoth, ranked } from './gate-changes-record.ts'
import { thresholdChanges } from './gate-changes-thresholds.ts'
import { toleranceChanges, waiverChanges } from './gate-changes-tolerance.ts'

const ORDER: readonly Direction[] = ['loosens', 'changes', 'tightens']

/** How the gate itself differs from the one that the baseline was measured with; what makes it easier to pass comes first. */
export function gateChanges(before: GateRecord, now: GateRecord): readonly GateChange[] {
  const asked = before.asked === null || now.asked === null ? [] : askedChanges(before.asked, now.asked)
  const changes = [...asked, ...limitChanges(before.plan, now.plan), ...loadChanges(before.plan, now.plan)]
  return ORDER.flatMap((direction) => changes.filter((change) => change.direction === direction))
}

const VERBS: Readonly<Record<Direction, string>> = {
  loosens: 'loosens the gate',
  changes: 'makes the gate another one, neither easier nor harder for sure',
  tightens: 'tightens the gate',
}

/** Changes that a sentence lists. */
const LISTED = 12

/** One sentence for each direction: `This change loosens the gate: steady p95 250 ms → 900 ms.` */
export function describeGateChanges(changes: readonly GateChange[]): readonly Words[] {
  return ORDER.flatMap((direction): Words[] => {
    const all = changes.filter((change) => change.direction === direction).map(({ what }) => what)
    if (all.length === 0) return []
    const rest = all.length > LISTED ? `; and ${all.length - LISTED} more` : ''
    return [words`This change ${VERBS[direction]}: ${joinWords(all.slice(0, LISTED), '; ')}${rest}.`]
  })
}

function askedChanges(before: Asked, now: Asked): readonly GateChange[] {
  return [
    ...comparisonChanges(before, now),
    ...thresholdChanges(before.thresholds, now.thresholds),
    ...toleranceChanges(before.tolerance, now.tolerance),
    ...waiverChanges(before.accept, now.accept),
    ...ranked(words`fail-on`, FAIL_ON, before.failOn, now.failOn),
    ...ranked(words`baseline.stored`, STORED, before.stored, now.stored),
  ]
}

/** From the one that fails least to the one that fails most. */
const FAIL_ON: readonly FailOn[] = ['never', 'fail', 'likely', 'inconclusive']
const STORED: readonly Asked['stored'][] = ['warn', 'fail']

/** More of the machine makes every limit easier to hold. */
function limitChanges(before: GateRecord['plan'], now: GateRecord['plan']): readonly GateChange[] {
  return [
    ...amount('cpus', before.cpus, now.cpus, String),
    ...amount('memory', before.memoryBytes, now.memoryBytes, formatBytes),
    ...amount('replicas', before.replicas, now.replicas, String),
    ...differs('cpuset', describeCores(before.cpuset), describeCores(now.cpuset)),
    ...differs('balancer', describeBalancer(before), describeBalancer(now)),
  ]
}

function amount(name: string, before: number, now: number, print: (value: number) => string): readonly GateChange[] {
  if (before === now) return []
  return [{ direction: now > before ? 'loosens' : 'tightens', what: words`${name} ${printBoth(before, now, print)}` }]
}

function differs(name: string, before: string, now: string): readonly GateChange[] {
  return before === now ? [] : [{ direction: 'changes', what: words`${name} ${outside(before)} → ${outside(now)}` }]
}

function describeBalancer({ balancer }: GateRecord['plan']): string {
  if (balancer === null) return 'none'
  const cores = balancer.cpuset === null ? '' : ` on cores ${describeCores(balancer.cpuset)}`
  return `${balancer.image} (${balancer.cpus} CPU${cores}, ${formatBytes(balancer.memoryBytes)})`
}

/** Stages that judge nothing any more make it easier to pass; whether another load or another request does, only a run can tell. */
function loadChanges(before: GateRecord['plan'], now: GateRecord['plan']): readonly GateChange[] {
  const requests = paired(before.requests, now.requests).flatMap(({ name, old, item }): GateChange[] => {
    if (JSON.stringify(old) === JSON.stringify(item)) return []
    const how = old === null ? 'is new' : item === null ? 'is gone' : 'was changed'
    return [{ direction: 'changes', what: words`request ${outside(name)} ${how}` }]
  })
  const stages = paired(before.stages, now.stages).flatMap(({ name, old, item }) => stageChange(name, old, item))
  return [...stages, ...requests]
}

function stageChange(name: string, old: Stage | null, now: Stage | null): readonly GateChange[] {
  const [before, after] = [describeStage(old), describeStage(now)]
  if (JSON.stringify(old) === JSON.stringify(now)) return []
  const stage = words`stage ${outside(name)}`
  const direction = stageDirection(old, now)
  if (old === null) return [{ direction, what: words`${stage} is new (${after})` }]
  if (now === null) return [{ direction, what: words`${stage} is gone (${before})` }]
  return [{ direction, what: before === after ? words`${stage} was changed` : words`${stage} ${before} → ${after}` }]
}

function stageDirection(old: Stage | null, now: Stage | null): Direction {
  const [wasMeasured, isMeasured] = [old, now].map((stage) => stage !== null && !stage.warmUp)
  if (wasMeasured === isMeasured) return 'changes'
  return wasMeasured ? 'loosens' : 'tightens'
}

function describeStage(stage: Stage | null): string {
  if (stage === null) return ''
  return `${describeLoad(stage.load)} ${describeExtent(stage)}${stage.warmUp ? ', warm-up' : ''}`
}

/** The items of two lists by their names, those of the second list first. */
function paired<T extends { readonly name: string }>(before: readonly T[], now: readonly T[]) {
  const find = (items: readonly T[], name: string) => items.find((item) => item.name === name) ?? null
  const names = [...new Set([...now, ...before].map((item) => item.name))]
  return names.map((name) => ({ name, old: find(before, name), item: find(now, name) }))
}
