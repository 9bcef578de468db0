import { expect, test } from 'vitest'
import { parseCpuSeconds, proxiedPort } from './proxies.ts'

test.each([
  ['docker-proxy -proto tcp -host-ip 127.0.0.1 -host-port 49153 -container-ip 172.17.0.2 -container-port 8080', 49_153],
  ['docker-proxy -proto tcp -container-port 8080', null],
  ['docker-proxy -host-port', null],
])('%s is of the port %j', (command, port) => {
  expect(proxiedPort(command.replaceAll(' ', '\0'))).toBe(port)
})

test('the CPU time of a process is what it used itself and in the kernel, whatever its name is', () => {
  const stat = '4711 (docker-) proxy) S 1 4711 4711 0 -1 1077936192 900 0 0 0 250 150 7 8 20 0 9 0 12345 1 2'
  expect(parseCpuSeconds(stat)).toBe(4)
})
