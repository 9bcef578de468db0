import { words } from '../outside.ts'
import { formatBytes, formatCores, formatShare } from '../units.ts'
import type { Explain } from './cause.ts'
import { CLOSE_TO_LIMIT, FULL_CPU, NOTABLE_THROTTLING } from './full.ts'

/** Where the proxy in front is at its limit, the replicas behind it have time to spare, and more of them change nothing. */
export const balancerThrottled: Explain = ({ balancer }) => {
  if (balancer === null) return null
  const { summary, cpus } = balancer
  const share = summary.throttledShare ?? 0
  if (share < NOTABLE_THROTTLING) return null
  const bursts = summary.cores < FULL_CPU * cpus ? ', in bursts' : ''
  return words`the CPU limit stopped the balancer in ${formatShare(share)} of its periods: it used ${formatCores(summary.cores)} of ${cpus} CPU${bursts}`
}

export const balancerFull: Explain = ({ balancer }) => {
  if (balancer === null || balancer.summary.cores < FULL_CPU * balancer.cpus) return null
  return words`the balancer uses ${formatCores(balancer.summary.cores)} of its ${balancer.cpus} CPU: what it passes on is all that the replicas get`
}

export const balancerClose: Explain = ({ balancer }) => {
  if (balancer === null || balancer.summary.workingSetBytes < CLOSE_TO_LIMIT * balancer.memoryBytes) return null
  const { summary, memoryBytes } = balancer
  const share = formatShare(summary.workingSetBytes / memoryBytes)
  return words`the memory of the balancer is close to its limit: ${formatBytes(summary.workingSetBytes)} of ${formatBytes(memoryBytes)} in use (${share})`
}
