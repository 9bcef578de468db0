import { expect, test } from 'vitest'
import { buildImage } from '../../../fixtures/images.ts'
import { CutEngine } from '../test/cut-engine.ts'
import { docker } from '../test/kit.ts'
import { remembersEnd } from './remembers-end.ts'

test('an engine remembers the end that it told, also of a container that is gone, and not that of one which runs or that it never saw', async () => {
  await using engine = await CutEngine.listen()
  const container = await docker.createContainer({ Image: await buildImage('knob') })
  await container.start()
  expect(await remembersEnd(engine.docker, container.id)).toBe(false)
  await container.kill()
  await container.wait()
  expect(await remembersEnd(engine.docker, container.id)).toBe(true)
  await container.remove({ force: true })
  expect(await remembersEnd(engine.docker, container.id)).toBe(true)
  expect(await remembersEnd(engine.docker, 'f'.repeat(64))).toBe(false)
})
