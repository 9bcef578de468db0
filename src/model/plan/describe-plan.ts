import type { TargetSpec } from '../config.ts'
import type { ContainerSpec, Dependencies } from '../container-spec.ts'
import { outside, type Words, words } from '../outside.ts'
import { formatBytes, formatMs } from '../units.ts'
import { chooseEngine } from './choose-engine.ts'
import { describeCores } from './describe-cores.ts'
import type { Plan } from './plan.ts'
import { loadTls } from './reaching.ts'
import { describeUnevenSpread } from './spread.ts'
import { describeExtent, describeLoad, plannedStageMs } from './stage-load.ts'

/** The plan in a few sentences, for the log before anything starts. */
export function describePlan(plan: Plan): readonly Words[] {
  const { target } = plan
  return [
    ...describeDependencies(plan.dependencies),
    words`image ${outside(target.image)} under ${describeLimits(target, target.defaultLimits)}`,
    ...describeReplicas(target),
    ...(target.network === null ? [] : [words`joins the network ${outside(target.network)}`]),
    ...plan.stages.flatMap((stage): Words[] => {
      const { engine, why } = chooseEngine(stage, plan.requests, loadTls(target))
      const uneven = describeUnevenSpread(stage, target)
      const line = words`stage ${outside(stage.name)}: ${describeLoad(stage.load)} ${describeExtent(stage)}${stage.warmUp ? ', warm-up' : ''}; by ${engine} (${why})`
      return uneven === null ? [line] : [line, uneven]
    }),
    words`${plan.pairing === null ? '' : 'at most '}${plan.rounds === 1 ? 'one round' : `${plan.rounds} rounds, each`} on a fresh start${plan.pairing === null ? '' : ' of both images'}: ${formatMs(plan.loadMs)} of load${plan.stages.some((stage) => plannedStageMs(stage) === null) ? ', and what the stages by count take' : ''}; time limit ${formatMs(plan.timeLimitMs)}; seed ${plan.seed}`,
  ]
}

function describeDependencies(dependencies: Dependencies | null): readonly Words[] {
  if (dependencies === null) return []
  const { composeFile, services } = dependencies
  return [words`brings up first, from ${outside(composeFile)}: ${outside(services.join(', '))}`]
}

/** `0.5 CPU and 512 MiB`, `2 CPU on cores 1, 2 and 512 MiB`. */
function describeLimits(
  { cpus, cpuset, memoryBytes }: ContainerSpec,
  defaults: TargetSpec['defaultLimits'] = [],
): string {
  const byDefault = (limit: 'cpus' | 'memory') => (defaults.includes(limit) ? ' (default)' : '')
  const cores = cpuset === null ? '' : ` on ${cpuset.length === 1 ? 'core' : 'cores'} ${describeCores(cpuset)}`
  return `${cpus} CPU${byDefault('cpus')}${cores} and ${formatBytes(memoryBytes)}${byDefault('memory')}`
}

function describeReplicas({ replicas, cpuset, balancer }: TargetSpec): readonly Words[] {
  if (replicas === 1 && balancer.kind === 'client') return []
  const count = replicas === 1 ? '1 replica' : `${replicas} replicas, each under these limits`
  const shared = replicas > 1 && cpuset !== null ? ', sharing these cores' : ''
  const spread =
    balancer.kind === 'client'
      ? words`the load generator spreads its connections over them`
      : words`in front of ${replicas === 1 ? 'it' : 'them'} the balancer ${outside(balancer.container.image)} under ${describeLimits(balancer.container)}`
  return [words`${count}${shared}; ${spread}`]
}
