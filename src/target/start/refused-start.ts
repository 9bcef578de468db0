import type { ContainerSpec } from '../../model/container-spec.ts'
import { SetupError } from '../../model/errors.ts'
import type { Ending } from '../../model/evidence.ts'
import { mask } from '../../model/mask.ts'
import { outside, type Words, words } from '../../model/outside.ts'
import type { EngineError } from '../engine/error.ts'
import { FREE_THE_DISK, SAYS_DISK_FULL } from '../engine/full-disk.ts'

/**
 * The engine did not create or start it. Its message can hold the command and the user, whose fault it mostly is. Throws SetupError where
 * it is the machine that has nothing left: that says nothing of the image, and no other start could mend it.
 */
export function explainRefused(
  { status, message }: EngineError,
  { image }: Pick<ContainerSpec, 'image'>,
  secrets: readonly string[],
): Ending {
  if (status === 404 && /no such image/i.test(message)) {
    throw new SetupError(
      words`the image ${outside(image)} was removed from the engine while it was measured`,
      words`Keep other jobs from pruning images on this machine.`,
    )
  }
  const engineSaid = outside(mask(message, secrets))
  const wanting = WANTING.find(({ says }) => says.test(message))
  if (wanting !== undefined) throw new SetupError(words`${wanting.text}: ${engineSaid}`, wanting.fix)
  return { how: 'refused-by-engine', who: null, exitCode: null, engineSaid, afterMs: 0, lastLines: [] }
}

/** What the machine can have run out of, in the words of Docker Engine 20.10 to 29. The ports are the engine's choice, never the user's. */
const WANTING: readonly { readonly says: RegExp; readonly text: Words; readonly fix: Words }[] = [
  {
    says: SAYS_DISK_FULL,
    text: words`the disk on which the engine keeps its containers is full`,
    fix: FREE_THE_DISK,
  },
  {
    says: /all ports are allocated|port is already allocated|address already in use/i,
    text: words`the engine has no free port on this machine for the container`,
    fix: words`Stop other containers that publish ports ("docker ps" shows them), or widen the range from which the engine takes them ("sysctl net.ipv4.ip_local_port_range").`,
  },
]
