import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, test } from 'vitest'
import { findListener } from './find-listener.ts'

const WITHIN_MS = 1000

test('a port that takes connections has a listener, one that refuses them has none', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const endpoint = { host: '127.0.0.1', port: (server.address() as AddressInfo).port, replica: null }
  expect(await findListener(endpoint, WITHIN_MS)).toBe('yes')
  server.close()
  await once(server, 'close')
  expect(await findListener(endpoint, WITHIN_MS)).toBe('no')
})

test.each([
  ['is not known', ''],
  ['leads nowhere', '255.255.255.255'],
])('an address that %s says nothing of a listener', async (_claim, host) => {
  expect(await findListener({ host, port: 9, replica: null }, WITHIN_MS)).toBe('unknown')
})
