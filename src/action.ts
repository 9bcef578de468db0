import { nodeProblem } from './entries/require-node.ts'

const problem = nodeProblem(process.versions.node)
if (problem === null) {
  const { runAction } = await import('./entries/action/run-action.ts')
  await runAction()
} else {
  console.log(`::error title=perf-gate::${problem}`)
  process.exitCode = 2
}
