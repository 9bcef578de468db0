import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, expect, test } from 'vitest'
import { buildImage } from '../../../fixtures/images.ts'
import { EngineLost } from '../engine/engine-lost.ts'
import { CutEngine } from '../test/cut-engine.ts'
import { docker } from '../test/kit.ts'
import { watchExit } from './exit-watch.ts'

let knob: string
beforeAll(async () => {
  knob = await buildImage('knob')
})

/** A container that is watched through a socket which can be cut. */
async function watched() {
  const engine = await CutEngine.listen()
  const container = await docker.createContainer({ Image: knob })
  const watch = await watchExit(engine.docker, container.id)
  await container.start()
  return {
    engine,
    watch,
    container,
    [Symbol.asyncDispose]: async () => {
      watch.stop()
      await container.remove({ force: true })
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

test('a container that ended while its connection was broken may have been ended by the engine', async () => {
  await using given = await watched()
  given.engine.cut()
  await given.container.kill()
  const notice = await given.watch.exited
  expect(String('lost' in notice && notice.lost)).toContain('the container had ended when it could be asked again')
})

test('a watch that was stopped tells nothing, broken or not', async () => {
  await using given = await watched()
  given.engine.cut()
  given.watch.stop()
  await given.container.kill()
  expect(await Promise.race([given.watch.exited, sleep(1000, 'nothing')])).toBe('nothing')
  expect(await given.watch.now()).toBeNull()
})
