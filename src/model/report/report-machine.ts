import { outside, type Words, words } from '../outside.ts'
import type { Result } from '../result/result.ts'
import { measuredStages, stageRuns } from '../result/views.ts'
import type { HostFigures } from '../target-figures.ts'
import { formatBytes, formatCores } from '../units.ts'

/** A container of others that used less is not worth a name. */
const NOTABLE_CORES = 0.1

/** The machine, what else ran on it, and which of its cores the load generator kept to. */
export function describeMachine(result: Result): readonly Words[] {
  const { machine } = result
  const runner = machine.runnerImage === null ? words`` : words`, runner image ${outside(machine.runnerImage)}`
  return [
    words`Machine: ${outside(machine.cpuModel)}, ${machine.cores} cores, ${formatBytes(machine.memoryBytes)}, ${outside(machine.arch)}, kernel ${outside(machine.kernel)}, engine ${outside(machine.engineVersion)}, cgroup v${outside(machine.cgroupVersion)}${runner}.`,
    ...describeHost(result),
    ...describeGenerator(result),
  ]
}

/** The measured stage in which the machine was busiest. */
function describeHost(result: Result): readonly Words[] {
  const stages = measuredStages(result.plan).flatMap(({ name }) =>
    stageRuns(result, 'candidate', name).flatMap(({ figures }): { name: string; host: HostFigures }[] =>
      figures === null || figures.host === null ? [] : [{ name, host: figures.host }],
    ),
  )
  const [busiest] = stages.sort((a, b) => b.host.busy + b.host.stolen - a.host.busy - a.host.stolen)
  if (busiest === undefined) return []
  const { cores, busy, stolen, ours, dependencies, proxies, others } = busiest.host
  const besides = [
    ...(dependencies > 0 ? [`, ${formatCores(dependencies)} by what the target needs around it`] : []),
    ...(proxies > 0 ? [`, ${formatCores(proxies)} by the engine's proxy`] : []),
  ]
  return [
    words`Busiest in stage ${outside(busiest.name)}: ${formatCores(busy)} of ${cores} cores in use, ${formatCores(ours)} of them by perf-gate${besides.join('')}, ${formatCores(others)} by other programs${nameBusiest(busiest.host)}; ${formatCores(stolen)} stolen by the hypervisor.`,
  ]
}

function nameBusiest({ others, busiest }: HostFigures): Words {
  if (busiest === null || busiest.cores < NOTABLE_CORES || others < NOTABLE_CORES) return words``
  return words` (the container ${busiest.name} ${formatCores(busiest.cores)})`
}

function describeGenerator({ plan, generatorCores }: Result): readonly Words[] {
  if (plan.cpuset === null && (plan.balancer?.cpuset ?? null) === null) return []
  if (generatorCores === null) return [words`The load generator could not be kept off the target's cores.`]
  return [
    words`The load generator kept to ${generatorCores.length === 1 ? 'core' : 'cores'} ${generatorCores.join(', ')}.`,
  ]
}
