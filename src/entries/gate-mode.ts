import { resolve } from 'node:path'
import { artifactBaselines } from '../github/baseline-artifact.ts'
import { createComment } from '../github/comment.ts'
import { createResultArtifact } from '../github/result-artifact.ts'
import { baselineFile } from '../host/baseline-file.ts'
import { writeText } from '../host/report-files.ts'
import type { BaselineStore } from '../ports.ts'
import type { ActionWorld, Ended } from './action-world.ts'
import { attemptGate, gateCode } from './attempt-gate.ts'
import { csvFiles, csvPaths } from './csv-output.ts'
import { type GateIdentity, gateIdentity } from './gate-identity.ts'
import { filesIn } from './mode-files.ts'
import { judgedOutputs } from './output-values.ts'

/** Judges the image, and says so wherever this run may. */
export async function gateMode(world: ActionWorld): Promise<Ended> {
  const { env, event, setting, github } = world
  const { paths, edges } = filesIn(world, { result: 'perf-gate-result.json', report: 'perf-gate-report.md' })
  const identity = gateIdentity({ ...world, chosen: setting.key })
  const artifact = createResultArtifact({
    env,
    key: identity.key,
    files: [...Object.values(paths), ...csvPaths(world.directory)],
  })
  const comment = createComment({
    mode: setting.comment,
    comments: github.comments,
    isFork: github.isFork,
    isForeign: false,
    key: identity.key,
    runUrl: event.runUrl,
    artifactUrl: () => (artifact.id === null ? null : `${event.runUrl}/artifacts/${artifact.id}`),
    commit: event.sha,
    keep: (body) => writeText(resolve(world.directory, 'perf-gate-comment.md'), body),
  })
  const ended = await attemptGate({
    ...world,
    ...edges,
    check: async (config) => {
      identity.know(config)
      await edges.check()
    },
    // The comment links to the artifact, and nobody waits for either before they can read the summary.
    outputs: [...edges.outputs, csvFiles(world.directory), artifact, comment],
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
  const { env, github } = world
  const artifacts = artifactBaselines({ ...github, env, keyOf: (config) => identity.know(config).id, scope: world })
  const storeOf = ({ path }: { readonly path: string | null }) => (path === null ? artifacts : baselineFile)
  return {
    find: (config) => storeOf(config.baseline).find(config),
    save: (config, baseline) => storeOf(config.baseline).save(config, baseline),
  }
}
