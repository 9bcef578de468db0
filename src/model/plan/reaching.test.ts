import { expect, it } from 'vitest'
import { proxyOf, targetSpec } from '../../../fixtures/specs.ts'
import { loadTls, longestStartMs } from './reaching.ts'

const tls = { ca: null, serverName: 'localhost' }

it('the load speaks what the one in front speaks', () => {
  expect(loadTls(targetSpec({ tls }))).toBe(tls)
  expect(loadTls(targetSpec({ tls, balancer: proxyOf(targetSpec()) }))).toBeNull()
  expect(loadTls(targetSpec({ balancer: proxyOf(targetSpec({ tls })) }))).toBe(tls)
})

it('a proxy is waited for behind the replicas', () => {
  const ready = (withinMs: number) => ({ path: '/', status: 'any', withinMs }) as const
  expect(longestStartMs(targetSpec({ ready: ready(5000) }))).toBe(5000)
  const balancer = proxyOf(targetSpec({ ready: ready(2000) }))
  expect(longestStartMs(targetSpec({ ready: ready(5000), balancer }))).toBe(7000)
})
