import { expect, it } from 'vitest'
import { readingOf } from '../../../fixtures/config/reading.ts'
import { readBalancer } from './read-balancer.ts'

it.each(['{}', '{ balancer: client }', '{ balancer: { port: 80 } }'])('%s is no proxy', (target) => {
  expect(readBalancer(readingOf(`target: ${target}`).reading)).toEqual({ kind: 'client' })
})

it('a proxy has limits of its own, not those of the target', () => {
  const { reading, told } = readingOf('target: { cpus: 4, memory: 8g, balancer: { image: nginx } }')
  expect(readBalancer(reading)).toMatchObject({
    kind: 'proxy',
    container: {
      image: 'nginx',
      port: null,
      cpus: 1,
      cpuset: null,
      memoryBytes: 512 * 1024 ** 2,
      pids: 4096,
      gpus: null,
    },
  })
  expect(told()).toBe('')
})

it('a mistake in a proxy leaves the rest of it', () => {
  const { reading, told } = readingOf('target: { balancer: { image: nginx, cpuset: 0, cpus: 2, env: { "A B": x } } }')
  expect(readBalancer(reading).kind).toBe('proxy')
  expect(told()).toContain('target.balancer.cpus: 2 is more than the one core of cpuset')
  expect(told()).toContain('target.balancer.env: "A B" is not the name of a variable')
})
