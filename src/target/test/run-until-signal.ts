import { createTargets } from '../targets.ts'
import { makeScope, makeSite, makeSpec } from './kit.ts'

/**
 * A run that starts its target and holds it until SIGINT; then, or where something fails, it cleans up and ends by itself.
 * It says how far it came and what it warned of, line by line. Arguments: image, run id, how long the engine may take in milliseconds, changes of the spec as JSON,
 * `frozen` for a target that is frozen when it is ready.
 */
const [image = '', runId = '', answersWithinMs = '', changes = '{}', held = ''] = process.argv.slice(2)
const interrupt = new AbortController()
process.on('SIGINT', () => interrupt.abort(new Error('interrupted')))
const scope = makeScope(interrupt.signal)
const targets = createTargets({
  perfGateVersion: '0',
  env: process.env,
  ...(answersWithinMs === '' ? {} : { answersWithinMs: Number(answersWithinMs) }),
})

async function hold(): Promise<never> {
  const spec = makeSpec(image, JSON.parse(changes))
  await using testbed = await targets.prepare(makeSite(spec, runId), scope)
  const outcome = await testbed.start('candidate', spec, scope)
  if (outcome.state === 'failed') throw new Error(`the start failed: ${JSON.stringify(outcome.ending)}`)
  await using _target = outcome.target
  if (held === 'frozen') await outcome.target.freeze()
  console.log('ready')
  const { promise, reject } = Promise.withResolvers<never>()
  const living = setInterval(() => undefined, 1000)
  interrupt.signal.addEventListener('abort', () => {
    clearInterval(living)
    reject(interrupt.signal.reason)
  })
  return await promise
}

await hold().catch((thrown) => console.log(`ended by ${thrown}`))
for (const sentence of scope.said) console.log(`warning: ${sentence}`)
