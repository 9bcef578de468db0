import type { Gpus } from '../../model/container-spec.ts'
import { outside, words } from '../../model/outside.ts'
import { type Reading, reportAt } from '../sources.ts'

/** The devices of the target; one that is named twice is reported. */
export function readGpus(reading: Reading, gpus: Gpus | undefined): Gpus | null {
  if (gpus === undefined) return null
  const ids = typeof gpus === 'object' && 'ids' in gpus ? gpus.ids : []
  const twice = ids.find((id, index) => ids.indexOf(id) < index)
  if (twice !== undefined) {
    const text = words`target.gpus names "${outside(twice)}" twice`
    reportAt(reading, ['target', 'gpus'], text, words`Name each device once.`)
  }
  return gpus
}
