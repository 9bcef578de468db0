import { whyNoUpload } from '../../github/artifact-support.ts'
import { artifactBaselines } from '../../github/baseline-artifact.ts'
import { baselineFile } from '../../host/baseline-file.ts'
import type { BaselineStore } from '../../ports.ts'
import { attemptGate, gateCode } from '../attempt/attempt-gate.ts'
import { csvFiles, csvPaths } from '../csv-output.ts'
import type { ActionWorld, Ended } from './action-world.ts'
import { baselineByPath } from './baseline-by-path.ts'
import { type GateIdentity, gateIdentity } from './gate-identity.ts'
import { filesIn } from './mode-files.ts'
import { judgedOutputs } from './output-values.ts'
import { toldOnGithub } from './told-on-github.ts'

/** Judges the image, and says so wherever this run may. */
export async function gateMode(world: ActionWorld): Promise<Ended> {
  const { event, setting } = world
  const { paths, edges } = filesIn(world, { result: 'perf-gate-result.json', report: 'perf-gate-report.md' })
  const identity = gateIdentity({ ...world, chosen: setting.key })
  const { uploads, comment } = toldOnGithub(world, {
    key: identity.key,
    place: identity.place,
    when: setting.comment.gate,
    files: [...Object.values(paths), ...csvPaths(world.directory)],
    keptAs: 'perf-gate-comment.md',
  })
  const ended = await attemptGate({
    ...world,
    ...edges,
    check: async (config) => {
      identity.know(config)
      await edges.check()
    },
    // Summary and comment link to the artifact, and nobody waits for either before they can read the summary.
    outputs: [...edges.outputs, csvFiles(world.directory), ...uploads, comment],
    commit: event.sha,
    saveBaseline: event.isBaseBranch,
    baselines: chooseStore(world, identity),
  })
  const code = gateCode(ended)
  if (ended.kind !== 'done') return { code, told: ended, comment }
  const outputs = judgedOutputs(ended.value, paths, comment.isWritten)
  return { code, told: { kind: 'done', value: { annotated: ended.value.report, outputs } }, comment }
}

/** A file that the configuration names, else the artifacts of the base branch. */
function chooseStore(world: ActionWorld, identity: GateIdentity): BaselineStore {
  const { env, event, github } = world
  const artifacts = artifactBaselines({ ...github, env, keyOf: (config) => identity.know(config).id, scope: world })
  const canHave = !('state' in github.api) && github.origin.state === 'known' && whyNoUpload(env) === null
  const byPath = baselineByPath({
    artifacts: canHave ? artifacts : null,
    file: baselineFile,
    isChange: CHANGES.includes(env.GITHUB_EVENT_NAME ?? ''),
    isBaseBranch: event.isBaseBranch,
  })
  const storeOf = ({ path }: { readonly path: string | null }) => (path === null ? artifacts : byPath)
  return {
    find: (config) => storeOf(config.baseline).find(config),
    findGate: (config, found) => storeOf(config.baseline).findGate(config, found),
    save: (config, baseline) => storeOf(config.baseline).save(config, baseline),
  }
}

/** Events that run what somebody proposes. */
const CHANGES: readonly string[] = ['pull_request', 'pull_request_target', 'merge_group']
