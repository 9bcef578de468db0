import { makeScope, makeSite, makeSpec, newTargets } from './kit.ts'

/**
 * A run that starts its target, asks each of its endpoints once, says what came back as a line of JSON, and cleans up.
 * Arguments: image, run id, changes of the spec as JSON.
 */
const [image = '', runId = '', changes = '{}'] = process.argv.slice(2)
const spec = makeSpec(image, JSON.parse(changes))
const scope = makeScope()
await using testbed = await newTargets().prepare(makeSite(spec, runId), scope)
const outcome = await testbed.start('candidate', spec, scope)
if (outcome.state === 'failed') {
  console.log(JSON.stringify(outcome))
} else {
  await using target = outcome.target
  const answers = await Promise.all(
    target.endpoints.map(async ({ host, port, replica }) => {
      const { status } = await fetch(`http://${host}:${port}/health`)
      return { host, replica, status }
    }),
  )
  console.log(JSON.stringify({ state: 'ready', route: target.route, answers }))
}
