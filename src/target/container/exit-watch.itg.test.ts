import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, expect, test } from 'vitest'
import { buildImage } from '../../../fixtures/images.ts'
import { EngineLost } from '../engine/engine-lost.ts'
import { CutEngine } from '../test/cut-engine.ts'
import { docker } from '../test/kit.ts'
import { watchExit } from './exit-watch.ts'
import { removeContainer } from './remove-container.ts'

let knob: string
beforeAll(async () => {
  knob = await buildImage('knob')
})

/** A container that is watched through a socket which can be cut. */
async function watched() {
  const engine = await CutEngine.listen()
  const container = await docker.createContainer({ Image: knob })
  const watch = await watchExit(engine, container.id)
  await container.start()
  return {
    engine,
    watch,
    container,
    [Symbol.asyncDispose]: async () => {
      watch.stop()
      // A test may have removed it.
      await removeContainer(docker, container.id)
      await engine[Symbol.asyncDispose]()
    },
  }
}

test('an end is told with its code, and known from then on', async () => {
  await using given = await watched()
  expect(await given.watch.now()).toBeNull()
  await given.container.kill()
  expect(await given.watch.exited).toEqual({ exitCode: 137 })
  expect(await given.watch.now()).toEqual({ exitCode: 137 })
})

test('a connection that breaks while the container runs is opened again, however often, and its end is told', async () => {
  await using given = await watched()
  for (let times = 0; times < 2; times++) {
    given.engine.cut()
    // The break is heard of in a later turn of the loop.
    await sleep(50)
    expect(await given.watch.now()).toBeNull()
  }
  await given.container.kill()
  expect(await given.watch.exited).toEqual({ exitCode: 137 })
})

test('an engine that takes no connection any more is lost when the old one breaks, and not the container', async () => {
  await using given = await watched()
  given.engine.close()
  given.engine.cut()
  const notice = await given.watch.exited
  expect(notice).toEqual({ lost: expect.any(EngineLost) })
  expect(String('lost' in notice && notice.lost)).toMatch(/the Docker engine went away .*(ENOENT|ECONNREFUSED)/)
  expect(await given.watch.now()).toBe(notice)
})

test('the end of a container while its connection was broken is told by an engine that has run on', async () => {
  await using given = await watched()
  given.engine.cut()
  await given.container.kill()
  expect(await given.watch.exited).toEqual({ exitCode: 137 })
})

test('a container that was removed while its connection was broken is gone, and the engine is not', async () => {
  await using given = await watched()
  // Longer and longer pauses, in the last of which there is time for a removal.
  for (let times = 0; times < 5; times++) {
    expect(await given.watch.now()).toBeNull()
    given.engine.cut()
    await sleep(50)
  }
  await given.container.remove({ force: true })
  expect(await given.watch.exited).toEqual({ exitCode: null })
})

test('a watch that was stopped tells nothing, broken or not', async () => {
  await using given = await watched()
  given.engine.cut()
  given.watch.stop()
  await given.container.kill()
  expect(await Promise.race([given.watch.exited, sleep(1000, 'nothing')])).toBe('nothing')
  expect(await given.watch.now()).toBeNull()
})
