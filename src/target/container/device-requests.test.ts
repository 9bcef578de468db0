import { expect, test } from 'vitest'
import { deviceRequests } from './device-requests.ts'

/** What the Docker client 28 sent for `docker run --gpus all`, `--gpus 2` and `--gpus device=0,GPU-1`. */
test.each([
  ['all', 'all' as const, '[{"Driver":"","Count":-1,"DeviceIDs":null,"Capabilities":[["gpu"]],"Options":{}}]'],
  ['two', { count: 2 }, '[{"Driver":"","Count":2,"DeviceIDs":null,"Capabilities":[["gpu"]],"Options":{}}]'],
  [
    'some',
    { ids: ['0', 'GPU-1'] },
    '[{"Driver":"","Count":0,"DeviceIDs":["0","GPU-1"],"Capabilities":[["gpu"]],"Options":{}}]',
  ],
])('%s are sent as the Docker client sends them', (_claim, gpus, expected) => {
  expect(JSON.stringify(deviceRequests(gpus))).toBe(expected)
})
