import { expect, test } from 'vitest'
import { nodeProblem } from './require-node.ts'

test.each(['22.22.0', '22.30.1', '24.0.0', '26.1.0'])('Node %s is new enough', (version) => {
  expect(nodeProblem(version)).toBeNull()
})

test.each(['16.20.2', '20.20.2', '22.21.9', '', 'x'])('Node "%s" is refused, with what to do', (version) => {
  expect(nodeProblem(version)).toContain('act')
})
