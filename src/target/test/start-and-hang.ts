import { makeScope, makeSite, makeSpec, newTargets } from './kit.ts'

/** A run that starts its target, says how that went, and never ends: to be killed by a test. Arguments: image, run id, changes of the spec as JSON. */
const [image = '', runId = '', changes = '{}'] = process.argv.slice(2)
const spec = makeSpec(image, JSON.parse(changes))
try {
  const testbed = await newTargets().prepare(makeSite(spec, runId), makeScope())
  const outcome = await testbed.start('candidate', spec, makeScope())
  console.log(outcome.state)
} catch (thrown) {
  console.log(String(thrown))
}
setInterval(() => undefined, 1000)
