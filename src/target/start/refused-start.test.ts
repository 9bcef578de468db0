import { describe, expect, test } from 'vitest'
import { SetupError } from '../../model/errors.ts'
import { explainRefused } from './refused-start.ts'

const spec = { image: 'acme/api:1' }
const refused = (message: string, status = 500) => explainRefused({ status, code: null, message }, spec, ['hunter2'])

describe('a start that the engine refused', () => {
  test("is told in the engine's words, without secrets", () => {
    expect(refused('exec: "hunter2": executable file not found in $PATH', 400)).toMatchObject({
      how: 'refused-by-engine',
      engineSaid: { outside: 'exec: "***": executable file not found in $PATH' },
    })
  })

  test('for a control group without room is not told as a full disk', () => {
    const said = 'mkdir /sys/fs/cgroup/cpuset/docker/x: no space left on device'
    expect(refused(said)).toMatchObject({ how: 'refused-by-engine' })
  })

  test.each([
    ['failed to mkdir /var/lib/docker/overlay2/x: no space left on device', 'keeps its containers is full: failed'],
    ['driver failed programming external connectivity: all ports are allocated', 'has no free port on this machine'],
    ['Bind for 127.0.0.1:49153 failed: port is already allocated', 'has no free port on this machine'],
    ['listen tcp4 127.0.0.1:49153: bind: address already in use', 'has no free port on this machine'],
  ])('for what the machine has run out of says nothing of the image: %s', (message, told) => {
    const start = () => refused(message)
    expect(start).toThrow(SetupError)
    expect(start).toThrow(told)
  })

  test('because its image was removed meanwhile is not the fault of the image', () => {
    expect(() => refused('No such image: sha256:1', 404)).toThrow('acme/api:1 was removed from the engine')
  })
})
