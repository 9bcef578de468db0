import { makeScope, makeSite, makeSpec, newTargets } from './itg-kit.ts'

/** A run that starts its target, says so, and never ends: to be killed by a test. Arguments: image, run id. */
const [image = '', runId = ''] = process.argv.slice(2)
const spec = makeSpec(image)
const testbed = await newTargets().prepare(makeSite(spec, runId), makeScope())
const outcome = await testbed.start('candidate', spec, makeScope())
console.log(outcome.state)
setInterval(() => undefined, 1000)
