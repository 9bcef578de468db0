import { expect, it } from 'vitest'
import { readingOf } from '../../../fixtures/config/reading.ts'
import type { Readiness, TargetSpec } from '../../model/config.ts'
import { READY, TLS } from '../defaults.ts'
import { readBalancer } from './read-balancer.ts'

const PLAIN = { ready: READY, tls: null }

it.each(['{}', '{ balancer: client }', '{ balancer: { port: 80 } }'])('%s is no proxy', (target) => {
  expect(readBalancer(readingOf(`target: ${target}`).reading, PLAIN)).toEqual({ kind: 'client' })
})

it('a proxy has limits of its own, not those of the target', () => {
  const { reading, told } = readingOf('target: { cpus: 4, memory: 8g, balancer: { image: nginx } }')
  expect(readBalancer(reading, PLAIN)).toMatchObject({
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
  expect(readBalancer(reading, PLAIN).kind).toBe('proxy')
  expect(told()).toContain('target.balancer.cpus: 2 is more than the one core of cpuset')
  expect(told()).toContain('target.balancer.env: "A B" is not the name of a variable')
})

const OK: Readiness['status'] = [{ from: 200, to: 299 }]
const HEALTH: Readiness = { path: '/health', status: OK, withinMs: 60_000 }
const SIGNED: TargetSpec['tls'] = { ca: null, serverName: 'api.test' }

it.each([
  ['', { ready: HEALTH, tls: SIGNED }],
  [', ready: /up', { ready: { path: '/up', status: OK, withinMs: READY.withinMs }, tls: SIGNED }],
  [', ready: { within: 5s, status: 404 }', { ready: { path: '/', status: [{ from: 404, to: 404 }], withinMs: 5000 } }],
  [', tls: false', { ready: HEALTH, tls: null }],
  [', tls: true', { tls: TLS }],
  [', tls: { server-name: front.test }', { tls: { ca: null, serverName: 'front.test' } }],
])('a proxy with "%s" is reached as it says, else as the replicas are', (more, expected) => {
  const { reading, told } = readingOf(`target: { balancer: { image: nginx${more} } }`)
  expect(readBalancer(reading, { ready: HEALTH, tls: SIGNED })).toMatchObject(expected)
  expect(told()).toBe('')
})

it('what is wrong with how a proxy is reached is told where it stands', () => {
  const { reading, told } = readingOf('target: { balancer: { image: nginx, tls: { ca: nothing.pem } } }')
  expect(readBalancer(reading, PLAIN)).toMatchObject({ tls: { ca: null } })
  expect(told()).toContain('target.balancer.tls.ca: "nothing.pem" does not exist')
})
