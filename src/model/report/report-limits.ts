import { outside, type Words, words } from '../outside.ts'
import type { Result } from '../result/result.ts'
import { readyStarts } from '../result/views.ts'
import { formatBytes } from '../units.ts'

/** What the containers were held to, as the engine set it, and how load comes to them. */
export function describeLimits(result: Result): readonly Words[] {
  const { plan } = result
  const limit = (name: 'cpus' | 'memory') =>
    result.defaultLimits.includes(name) ? ' (default: nothing was asked for)' : ''
  const asked = `${plan.cpus} CPU${limit('cpus')}, ${formatBytes(plan.memoryBytes)} of memory${limit('memory')}`
  const each = plan.replicas === 1 ? 'Limits' : `Limits of each of ${plan.replicas} replicas`
  const applied = readyStarts(result, 'candidate')[0]?.limits
  const lines = [
    applied === undefined
      ? words`${each}: ${asked}.`
      : words`${each}: ${asked}${coreWords(applied)}${otherLimits(applied)}; read back from the engine, no swap.`,
  ]
  return plan.replicas === 1 && plan.balancer === null ? lines : [...lines, describeBalancer(result)]
}

type Applied = ReturnType<typeof readyStarts>[number]['limits']

function coreWords({ cpuset, sharedCores }: Applied): string {
  const cores = cpuset ?? sharedCores
  if (cores === null) return ''
  const how = cpuset === null ? 'beside others' : 'alone'
  return `, ${cores.length === 1 ? 'core' : 'cores'} ${cores.join(', ')} ${how}`
}

function otherLimits({ pids, nofile, shmBytes }: Applied): string {
  return [
    `, ${pids ?? 'any number of'} processes`,
    nofile === null ? '' : `, ${nofile} open files`,
    `, ${formatBytes(shmBytes)} of /dev/shm`,
  ].join('')
}

function describeBalancer(result: Result): Words {
  const { plan } = result
  if (plan.balancer === null) return words`The load generator spreads its load evenly over the replicas.`
  const { image, cpus, memoryBytes } = plan.balancer
  const asked = words`In front of ${plan.replicas === 1 ? 'it' : 'them'}: ${outside(image)} under ${cpus} CPU and ${formatBytes(memoryBytes)}`
  const applied = readyStarts(result, 'candidate')[0]?.balancerLimits ?? null
  if (applied === null) return words`${asked}.`
  return words`${asked}${coreWords(applied)}${otherLimits(applied)}; read back from the engine, no swap.`
}
