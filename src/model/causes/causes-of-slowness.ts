import { generatorDoubt } from '../doubt/generator-doubt.ts'
import { hostDoubt } from '../doubt/host-doubt.ts'
import { replicaSummary } from '../metrics/summary.ts'
import { words } from '../outside.ts'
import { replicaCores, replicaCpus } from '../plan/target-cpus.ts'
import type { Result } from '../result/result.ts'
import { meanMs } from '../samples.ts'
import { formatBytes, formatCores, formatMs, formatRate, formatShare } from '../units.ts'
import type { Explain, Scene } from './cause.ts'
import { balancerClose, balancerFull, balancerThrottled } from './causes-of-the-balancer.ts'
import { CLOSE_TO_LIMIT, FULL_CPU, NOTABLE_THROTTLING } from './full.ts'
import { findImbalance, type Imbalance, replicaParts } from './imbalance.ts'

/** Below this share of its limit the CPU is not what anything waits for. */
const SPARE_CPU = 0.5
/** How far concurrency and Little's law may lie apart and still be the same number. */
const LITTLE_TOLERANCE = 0.2
/** Requests under way for each CPU from which on they wait for each other. */
const WAITING_PER_CPU = 2

export const generator: Explain = ({ result, stage }) =>
  stage === null ? null : (generatorDoubt(result, stage.name, 'candidate')?.reason ?? null)

export const noisyHost: Explain = ({ result, stage }) =>
  stage === null ? null : (hostDoubt(result, stage.name, 'candidate')?.reason ?? null)

/** Quotas work in periods: who uses up a period early is stopped for the rest of it, also when the average is far below the limit. */
export const throttledCpu: Explain = (scene) => {
  const { plan } = scene.result
  const share = scene.target?.throttledShare ?? 0
  // Of two that wait, the one that waits more is what the other waits for.
  if (scene.target === null || share < Math.max(NOTABLE_THROTTLING, scene.balancer?.summary.throttledShare ?? 0))
    return balancerThrottled(scene)
  const uneven = findImbalance(replicaParts(scene, plan.replicas))
  const worst = uneven === null ? null : replicaSummary(scene.runs, uneven.replica)
  if (uneven !== null && worst !== null && (worst.throttledShare ?? 0) > share) {
    const stopped = formatShare(worst.throttledShare ?? 0)
    return words`the CPU limit stopped replica ${uneven.replica} of ${plan.replicas} in ${stopped} of its periods: it used ${formatCores(worst.cores)} of ${plan.cpus} CPU, with ${describeShare(uneven)}`
  }
  const bursts = scene.target.cores < FULL_CPU * cpuLimit(scene.result) ? ', in bursts' : ''
  return words`the CPU limit stopped it in ${formatShare(share)} of its periods: it used ${formatCores(scene.target.cores)} of ${cpuWords(scene.result)}${bursts}`
}

/**
 * Little's law: requests under way = rate × mean latency. Where that is the whole load and the CPU has nothing left,
 * requests wait for each other, and more of them at once only wait longer.
 */
export const queueing: Explain = (scene) => {
  const waiting = underWay(scene)
  const load = scene.stage?.load
  if (waiting === null || load === undefined || !isCpuFull(scene)) return null
  const cpus = cpuWords(scene.result)
  const { perSecond, latencyMs, requests } = waiting
  const law = `${formatRate(perSecond)} × ${formatMs(latencyMs)}`
  if (load.model === 'connections') {
    const { from, to } = load.connections
    const holds = from === to && Math.abs(requests / to - 1) <= LITTLE_TOLERANCE
    if (!holds || to <= cpuLimit(scene.result)) return null
    return words`${to} connections wait on ${cpus} that ${are(scene.result)} fully used (${law}): more connections only wait longer`
  }
  if (requests < WAITING_PER_CPU * cpuLimit(scene.result)) return null
  return words`${Math.round(requests)} requests were under way on average (${law}) on ${cpus} that ${are(scene.result)} fully used: they wait for each other`
}

/** No queue: the work itself takes all of the CPU. */
export const cpuFull: Explain = (scene) => {
  if (scene.target === null || !isCpuFull(scene)) return balancerFull(scene)
  return words`${cpuWords(scene.result)} ${are(scene.result)} fully used (${formatCores(scene.target.cores)}) by the requests themselves`
}

export const memoryClose: Explain = (scene) => {
  const { plan } = scene.result
  const { target } = scene
  if (target === null || target.workingSetBytes < CLOSE_TO_LIMIT * plan.memoryBytes) return balancerClose(scene)
  const share = formatShare(target.workingSetBytes / plan.memoryBytes)
  return words`memory is close to its limit: ${formatBytes(target.workingSetBytes)} of ${formatBytes(plan.memoryBytes)} in use (${share})`
}

export const imbalance: Explain = (scene) => {
  const { plan } = scene.result
  const found = findImbalance(replicaParts(scene, plan.replicas))
  if (found === null) return null
  return words`the load is uneven: replica ${found.replica} of ${plan.replicas} had ${describeShare(found)}`
}

function describeShare({ share, of, evenShare }: Imbalance): string {
  return `${formatShare(share)} of the ${of}, where an even share is ${formatShare(evenShare)}`
}

export const unknown: Explain = ({ target, result }) => {
  const { plan } = result
  if (target === null) return words`not known: the target's containers could not be watched`
  const cpu = target.cores / cpuLimit(result)
  const memory = target.workingSetBytes / plan.memoryBytes
  const seen = `CPU ${formatShare(cpu)} and memory ${formatShare(memory)} of the limits`
  const waits = cpu < SPARE_CPU ? ', so it waits for something else: a lock, a worker, another service' : ''
  return words`nothing that was watched explains it (${seen}${waits})`
}

function underWay({ pooled, stage }: Scene) {
  const { merged, seconds } = pooled
  if (stage === null || merged.ok === 0 || seconds === 0) return null
  const perSecond = merged.ok / seconds
  const latencyMs = meanMs(merged)
  return { perSecond, latencyMs, requests: (perSecond * latencyMs) / 1000 }
}

function isCpuFull({ target, result }: Scene): boolean {
  return target !== null && target.cores >= FULL_CPU * cpuLimit(result)
}

function cpuLimit({ plan, machine }: Result): number {
  return replicaCpus(plan, machine.cores)
}

/** `1 CPU`, `3 × 0.5 CPU`, `the 2 cores of 3 replicas`. */
function cpuWords({ plan, machine }: Result): string {
  const { cpus, replicas } = plan
  if (replicas === 1) return `${cpus} CPU`
  const cores = replicaCores(plan, machine.cores)
  if (cores >= cpus * replicas) return `${replicas} × ${cpus} CPU`
  return `the ${cores === 1 ? 'one core' : `${cores} cores`} of ${replicas} replicas`
}

function are({ plan }: Result): 'is' | 'are' {
  return plan.replicas === 1 ? 'is' : 'are'
}
