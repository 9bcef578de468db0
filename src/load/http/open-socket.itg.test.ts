import { beforeAll, describe, expect, test } from 'vitest'
import { type Certificates, makeCertificates } from '../../../fixtures/certificates.ts'
import type { EngineJob } from '../engine.ts'
import { driveAll, engineJob } from '../test/engine-job.ts'
import { connections, request } from '../test/job.ts'
import { startOddServer } from '../test/odd-server.ts'
import { undiciEngine } from '../undici/undici.ts'

const drive = (job: EngineJob) => driveAll(undiciEngine, job)

describe('TLS', () => {
  let certificates: Certificates
  let stranger: Certificates
  beforeAll(async () => {
    certificates = await makeCertificates('model.test')
    stranger = await makeCertificates('model.test')
  })
  const LOAD = { load: connections(2), count: 10 } as const

  test('trusts a private authority for the name that was given', async () => {
    await using server = await startOddServer({ tls: certificates })
    const tls = { ca: certificates.ca, serverName: 'model.test' }
    expect((await drive(engineJob(server.endpoint, [request('/')], LOAD, { tls }))).notes.ways).toEqual({ ok: 20 })
    const counts = await server.counts()
    expect(counts.connections).toBe(2)
    const closing = engineJob(server.endpoint, [request('/', { keepAlive: false })], LOAD, { tls })
    expect((await drive(closing)).notes.ways).toEqual({ ok: 20 })
  })

  test.each([
    ['another authority', () => ({ ca: stranger.ca, serverName: 'model.test' })],
    ['the authorities that Node knows', () => ({ ca: null, serverName: 'model.test' })],
    ['another name', () => ({ ca: certificates.ca, serverName: 'other.test' })],
    ['an address as the name', () => ({ ca: certificates.ca, serverName: '127.0.0.1' })],
  ])('sends nothing when the certificate does not fit %s', async (_name, tls) => {
    await using server = await startOddServer({ tls: certificates })
    const { notes } = await drive(engineJob(server.endpoint, [request('/')], { ...LOAD, count: 3 }, { tls: tls() }))
    expect(notes.ways).toEqual({ tls: 6 })
    expect((await server.counts()).arrived).toBe(0)
  })

  test('says so when the server does not speak it', async () => {
    await using server = await startOddServer()
    const tls = { ca: certificates.ca, serverName: 'model.test' }
    const { notes } = await drive(engineJob(server.endpoint, [request('/')], { ...LOAD, count: 2 }, { tls }))
    expect(Object.keys(notes.ways)).toEqual(['tls'])
  })
})
