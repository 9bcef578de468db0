import { type Words, words } from '../outside.ts'
import { replicaCpus } from '../plan/target-cpus.ts'
import { attempts } from '../samples.ts'
import { formatCores, formatShare } from '../units.ts'
import type { Explain, Scene } from './cause.ts'
import { FAILURE_ORIGIN, listFailures } from './failure-words.ts'
import { NOTABLE_THROTTLING } from './full.ts'

/** From this share of the requests on, errors are also why a stage gave too few answers. */
const NOTABLE = 0.1

/** Below this share of its limit the CPU is not what anything waits for. */
const SPARE_CPU = 0.5

/** From this share of its core on, a generator may itself be who is late. */
const BUSY_GENERATOR = 0.5

/** The service answered, and wrongly. */
export const serviceErrors: Explain = (scene) => {
  const { service, network, timeouts } = counts(scene)
  if (!isNotable(scene, service) || service < network || service < timeouts) return null
  return words`${ofRequests(scene, service)} got a wrong answer from the service itself${listed(scene, 'service')}`
}

/** No whole answer came over the network: refused, broken off, no TLS. */
export const networkErrors: Explain = (scene) => {
  const { service, network, timeouts } = counts(scene)
  if (!isNotable(scene, network) || network < service || network < timeouts) return null
  return words`${ofRequests(scene, network)} got no whole answer over the network${listed(scene, 'network')}`
}

/**
 * Requests that were taken and not answered in time by a service that had CPU to spare, while the generator had time to read answers: a hang. Where the CPU is
 * what they waited for, that is told as such.
 */
export const unanswered: Explain = (scene) => {
  const { service, network, timeouts } = counts(scene)
  const { target, result, samples } = scene
  if (!isNotable(scene, timeouts) || timeouts < service || timeouts < network || target === null) return null
  const cpus = replicaCpus(result.plan, result.machine.cores)
  const isBusy = target.cores >= SPARE_CPU * cpus || isBalancerBusy(scene)
  if (isBusy || samples.some(({ generator }) => generator.cpuShare >= BUSY_GENERATOR)) return null
  return words`${ofRequests(scene, timeouts)} were not answered in time while the target used ${formatCores(target.cores)} of ${cpus} CPU: it waits for something else, such as a lock, a worker or another service`
}

/** Then what it did not pass on in time may be all that is late. */
function isBalancerBusy({ balancer }: Scene): boolean {
  if (balancer === null) return false
  const { summary, cpus } = balancer
  return summary.cores >= SPARE_CPU * cpus || (summary.throttledShare ?? 0) >= NOTABLE_THROTTLING
}

function counts({ pooled: { merged } }: Scene) {
  return {
    service: merged.unexpectedStatus + merged.failedExpectation,
    network: merged.connectionErrors,
    timeouts: merged.timeouts,
  }
}

function isNotable({ pooled, aboutFailures }: Scene, errors: number): boolean {
  return errors > 0 && (aboutFailures || errors / attempts(pooled.merged) >= NOTABLE)
}

function ofRequests({ pooled }: Scene, errors: number): string {
  const all = attempts(pooled.merged)
  return `${formatShare(errors / all)} of the requests (${errors} of ${all})`
}

function listed({ samples }: Scene, origin: 'service' | 'network'): Words {
  const groups = samples.flatMap(({ perRequest }) => perRequest.flatMap(({ failures }) => failures))
  const list = listFailures(groups.filter(({ kind }) => FAILURE_ORIGIN[kind] === origin))
  return list.length === 0 ? [] : words`: ${list}`
}
