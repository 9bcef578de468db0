import { expect, test } from 'vitest'
import { choosePort } from './port.ts'

test.each([
  ['the configured port, whatever is exposed', 9000, ['8080/tcp', '9090/tcp'], 9000],
  ['the only port that is exposed', null, ['8080/tcp'], 8080],
  ['the only TCP port beside others', null, ['53/udp', '8080/tcp', '99/sctp'], 8080],
  ['a port without a protocol, which is TCP', null, ['8080'], 8080],
])('takes %s', (_claim, configured, exposed, expected) => {
  expect(choosePort(configured, exposed)).toBe(expected)
})

test.each([
  ['no port', [], 'the image exposes no port\n  Set "target.port"'],
  ['only UDP', ['53/udp'], 'the image exposes no TCP port (only 53/udp)\n  Set "target.port"'],
  [
    'several, in order',
    ['9090/tcp', '8080/tcp'],
    'the image exposes several TCP ports: 8080, 9090\n  Set "target.port"',
  ],
])('refuses %s and names target.port', (_claim, exposed, expected) => {
  expect(() => choosePort(null, exposed)).toThrow(expected)
})
