import { nodeProblem } from './entries/require-node.ts'

// With a Node that is too old the main step has started nothing, so there is nothing to sweep.
if (nodeProblem(process.versions.node) === null) {
  const { runPost } = await import('./entries/action/run-post.ts')
  await runPost()
}
