import { bringUpAs } from './dependencies.ts'

/** A run that brings its dependencies up, says so, and never ends: to be killed by a test. Arguments: run id, compose file, service. */
const [runId = '', composeFile = '', service = ''] = process.argv.slice(2)
try {
  await bringUpAs(runId, composeFile, [service])
  console.log('up')
} catch (thrown) {
  console.log(String(thrown))
}
setInterval(() => undefined, 1000)
