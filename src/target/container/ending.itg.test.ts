import { beforeAll, expect, test } from 'vitest'
import { buildImage } from '../../../fixtures/images.ts'
import { CutEngine } from '../test/cut-engine.ts'
import { docker } from '../test/kit.ts'
import { readEnding } from './ending.ts'
import { watchExit } from './exit-watch.ts'

let knob: string
beforeAll(async () => {
  knob = await buildImage('knob')
})

test.each([
  ['is there afterwards is believed', false],
  ['had given up its socket before may be its own doing', true],
])('an end that is told by an engine which %s', async (_claim, isShutDown) => {
  await using engine = await CutEngine.listen()
  const container = await docker.createContainer({ Image: knob })
  try {
    const watch = await watchExit(engine, container.id)
    await container.start()
    if (isShutDown) engine.close()
    await container.kill()
    const notice = await watch.exited
    expect(notice).toEqual({ exitCode: 137 })
    const { signal } = new AbortController()
    const ending = readEnding({ engine, id: container.id, secrets: [], notice, sinceStartMs: 1, signal })
    if (isShutDown) await expect(ending).rejects.toThrow('the Docker engine went away')
    else expect(await ending).toMatchObject({ how: 'exited', exitCode: 137 })
  } finally {
    await container.remove({ force: true })
  }
})
