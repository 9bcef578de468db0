import { expect, it } from 'vitest'
import { parseNetDev } from './net-dev.ts'

it('adds all interfaces but loopback, also where a count stands right after the colon', () => {
  const text = [
    'Inter-|   Receive                                                |  Transmit',
    ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed',
    '    lo:  999       9    0    0    0     0          0         0      999       9    0    0    0     0       0          0',
    '  eth0:12345678901  490    0    0    0     0          0         0    39366     375    0    0    0     0       0          0',
    '  eth1:      10       1    0    0    0     0          0         0       20       1    0    0    0     0       0          0',
    '',
  ].join('\n')
  expect(parseNetDev(text)).toEqual({ receivedBytes: 12_345_678_911, sentBytes: 39_386 })
})
