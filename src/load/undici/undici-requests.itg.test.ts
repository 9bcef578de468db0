import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeCertificates } from '../../../fixtures/certificates.ts'
import type { Body } from '../../model/config.ts'
import { packRows } from '../../model/rows.ts'
import type { Load } from '../../ports.ts'
import { connections, job, request, runOne } from '../test/job.ts'
import { startOddServer } from '../test/odd-server.ts'
import { createLoad } from '../worker-load.ts'

const ROWS = Array.from({ length: 40 }, (_, row) => `{"row":${row},"text":"${'ü'.repeat(row)}"}`)
const rows = packRows(ROWS.map((row) => Buffer.from(row)))
const body: Body = { kind: 'rows', rows, pick: 'rotate', contentType: 'application/json' }
const spec = request('/', { method: 'POST', body })

let load: Load
beforeAll(() => {
  load = createLoad({ workerUrl: new URL('../worker.ts', import.meta.url) })
})
afterAll(() => load[Symbol.asyncDispose]())

test.each([{ over: 'HTTP' }, { over: 'HTTPS' }])('threads share the rows and send each once, whole: $over', async ({
  over,
}) => {
  const certificates = over === 'HTTPS' ? await makeCertificates('model.test') : null
  await using server = await startOddServer({ keepBodies: true, ...(certificates && { tls: certificates }) })
  const tls = certificates && { ca: certificates.ca, serverName: 'model.test' }
  const shape = { load: connections(4), count: 10 }
  const samples = await runOne(load, job(server.endpoint, [spec], shape, { engine: 'undici', threads: 2, tls }))
  expect(samples).toMatchObject({ generator: { threads: 2 }, perRequest: [{ ok: 40 }] })
  expect((await server.counts()).bodies.toSorted()).toEqual(ROWS.toSorted())
})

test('the first row is sent before any load', async () => {
  await using server = await startOddServer({ keepBodies: true })
  const asked = { endpoint: server.endpoint, requests: [spec], tls: null, secrets: [] }
  expect(await load.probe(asked, new AbortController().signal)).toMatchObject([{ ok: true }])
  expect((await server.counts()).bodies).toEqual(ROWS.slice(0, 1))
})
