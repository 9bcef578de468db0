import { SetupError } from '../../model/errors.ts'
import { outside, type Words, words } from '../../model/outside.ts'
import type { Engine } from '../engine/engine.ts'

/** What the engine says of a network. */
export type KnownNetwork = {
  readonly Name: string
  readonly Driver: string
  readonly Scope: string
  readonly Attachable: boolean
}

/** Whether containers can join the network that `target.network` names. Throws SetupError. */
export async function checkNetwork({ docker }: Engine, name: string): Promise<void> {
  refuseUnjoinable(await docker.listNetworks(), name)
}

/** The engine's own `host` and `none` are no networks that one could be in beside another; a network of services may be closed to others. */
export function refuseUnjoinable(known: readonly KnownNetwork[], name: string): void {
  const found = known.find((network) => network.Name === name)
  if (found === undefined) {
    throw new SetupError(
      words`"target.network" is ${outside(name)}, which is no network of the engine; it has ${listNames(known)}`,
      words`Create it before this step ("docker network create ${outside(name)}"), start what is in it first, or, in a workflow with "services", give \${SERVICES_NETWORK} and set it in the step's "env" to \${{ job.services.NAME.network }}.`,
    )
  }
  if (found.Driver === 'host' || found.Driver === 'null') {
    throw new SetupError(
      words`"target.network" is ${outside(name)}, which a container cannot join besides its own network`,
      words`Give a network that was made by "docker network create"; the engine has ${listNames(known)}.`,
    )
  }
  if (found.Scope === 'swarm' && !found.Attachable) {
    throw new SetupError(
      words`"target.network" is ${outside(name)}, a network of swarm services that containers may not join`,
      words`Create it with "docker network create --attachable".`,
    )
  }
}

function listNames(known: readonly KnownNetwork[]): Words {
  const names = known
    .filter(({ Driver }) => Driver !== 'host' && Driver !== 'null')
    .map(({ Name }) => Name)
    .sort()
  return outside(names.join(', ')).outside === '' ? words`none` : words`${outside(names.join(', '))}`
}
