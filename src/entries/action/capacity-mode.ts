import { capacityKey } from '../../model/gate-key.ts'
import { outside } from '../../model/outside.ts'
import { attemptCapacity, sizedCode } from '../attempt/attempt-capacity.ts'
import { capacityFiles, csvPath } from '../capacity-files.ts'
import type { ActionWorld, Ended } from './action-world.ts'
import { gateIdentity } from './gate-identity.ts'
import { filesIn } from './mode-files.ts'
import { sizedOutputs } from './output-values.ts'
import { toldOnGithub } from './told-on-github.ts'

/** Runs the searches, and tells the pull request where somebody asked for it. Its comment and its artifact are never those of a gate. */
export async function capacityMode(world: ActionWorld): Promise<Ended> {
  const { setting } = world
  const { paths, edges } = filesIn(world, { result: 'perf-gate-capacity.json', report: 'perf-gate-capacity.md' })
  const identity = gateIdentity({ ...world, chosen: setting.key })
  const { uploads, comment } = toldOnGithub(world, {
    key: () => {
      const key = identity.key()
      return key === null ? null : capacityKey(key)
    },
    place: capacityKey({ id: identity.place, label: outside('') }).id,
    when: setting.comment.capacity,
    files: [...Object.values(paths), csvPath(paths.result)],
    keptAs: 'perf-gate-capacity-comment.md',
  })
  const ended = await attemptCapacity({
    ...world,
    ...edges,
    ...capacityFiles(paths.result),
    check: async (config) => {
      identity.know(config)
      await edges.check()
    },
    outputs: [...edges.outputs, ...uploads, comment],
  })
  const code = sizedCode(ended)
  if (ended.kind !== 'done') return { code, told: ended, comment }
  const outputs = sizedOutputs(ended.value, paths, comment.isWritten)
  return { code, told: { kind: 'done', value: { annotated: ended.value.report, outputs } }, comment }
}
