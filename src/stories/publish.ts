import { outside, type Words, words } from '../model/outside.ts'
import type { Report } from '../model/report/report.ts'
import type { Result } from '../model/result/result.ts'
import type { Scope } from '../ports.ts'
import type { World } from './world.ts'

/** Every output gets its turn; one that fails is a warning and changes nothing. */
export async function publish(
  world: Scope & Pick<World, 'outputs'>,
  report: Report,
  result: Result | null,
): Promise<void> {
  for (const output of world.outputs) {
    const why = await output.publish(report, result, world).then(
      (published): Words | null => (published.state === 'refused' ? published.why : null),
      (error: unknown): Words => words`${outside(messageOf(error))}`,
    )
    if (why !== null) world.log.warn(words`The ${output.name} could not be written: ${why}`)
  }
}

/** A result that cannot be written does not undo the measurement. */
export async function keepResult(world: Scope & Pick<World, 'keepResult'>, text: string): Promise<void> {
  try {
    await world.keepResult(text)
  } catch (error) {
    world.log.warn(words`The result file could not be written: ${outside(messageOf(error))}`)
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
