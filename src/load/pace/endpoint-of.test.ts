import { expect, test } from 'vitest'
import { connections, job, request } from '../test/job.ts'
import { splitJob, weightOf } from '../thread/split-job.ts'
import { endpointOf } from './endpoint-of.ts'

/** How many connections of a stage each endpoint gets from all of its threads. */
function perEndpoint(count: number, threads: number, endpoints: number): readonly number[] {
  const shape = { load: connections(count), durationMs: 1000 }
  const shares = splitJob(job({ host: '127.0.0.1', port: 1, replica: 1 }, [request('/')], shape, { threads }))
  const found = Array<number>(endpoints).fill(0)
  for (const share of shares) {
    for (let place = 0; place < weightOf(share); place++) {
      const endpoint = endpointOf(place, share, endpoints)
      found[endpoint] = (found[endpoint] ?? 0) + 1
    }
  }
  return found
}

test('eight connections of two threads meet each of eight endpoints once', () => {
  expect(perEndpoint(8, 2, 8)).toEqual([1, 1, 1, 1, 1, 1, 1, 1])
})

test('several threads spread their connections as one does, what is left over too', () => {
  for (let threads = 2; threads <= 5; threads++) {
    for (let endpoints = 1; endpoints <= 8; endpoints++) {
      for (let count = 1; count <= 25; count++) {
        const given = `${count} connections, ${threads} threads, ${endpoints} endpoints`
        expect(perEndpoint(count, threads, endpoints), given).toEqual(perEndpoint(count, 1, endpoints))
      }
    }
  }
})
