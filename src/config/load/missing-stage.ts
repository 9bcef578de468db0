import { nearest } from '../../model/nearest.ts'
import { outside, words } from '../../model/outside.ts'
import { type Wrong, wrong } from '../../model/parsed.ts'
import type { NamedStage } from './read-stages.ts'

/** What is wrong with a reference to a measured stage by its name; `null`: there is such a stage. */
export function missingStage(name: string, stages: readonly NamedStage[]): Wrong | null {
  const measured = stages.filter(({ warmUp }) => !warmUp).map((stage) => stage.name)
  if (measured.includes(name)) return null
  const list = words`Measured stages: ${outside(measured.join(', '))}.`
  if (stages.some((stage) => stage.name === name))
    return wrong(words`stage "${outside(name)}" is a warm-up, which is not measured`, list)
  const near = nearest(name, measured)
  return wrong(
    words`there is no stage "${outside(name)}"`,
    near === null ? list : words`Did you mean ${outside(near)}? ${list}`,
  )
}
