#!/usr/bin/env node
import { nodeProblem } from './entries/require-node.ts'

const problem = nodeProblem(process.versions.node)
if (problem === null) {
  const { runCommand } = await import('./entries/command/run-command.ts')
  process.exitCode = await runCommand(process.argv.slice(2))
} else {
  console.error(problem)
  process.exitCode = 2
}
