import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import type { StageSamples } from '../../model/samples.ts'
import { startKnownServer } from '../test/known-server.ts'

const CHILD = fileURLToPath(new URL('../test/own-limit-child.ts', import.meta.url))

/** What each engine gave for each kind of load where only so many files were left to open. */
async function samplesWith(room: number): Promise<readonly StageSamples[]> {
  await using server = await startKnownServer({ '/5': { delayMs: 5 } })
  const { stdout } = await promisify(execFile)(process.execPath, [CHILD, String(server.endpoint.port), String(room)])
  return JSON.parse(stdout)
}

const kinds = (samples: StageSamples) => samples.perRequest.flatMap(({ failures }) => failures.map(({ kind }) => kind))

test('a stage that cannot open a single connection ends by itself and blames nobody else', async () => {
  for (const samples of await samplesWith(0)) {
    expect(samples.ended).toEqual({ how: 'aborted', why: 'own-limit' })
    expect(kinds(samples)).toEqual(['own-limit'])
    expect(samples).toMatchObject({ perRequest: [{ ok: 0, connectionErrors: 0, timeouts: 0 }] })
    expect(samples.windows.length).toBeLessThan(20)
  }
})

test('where some of the connections could be opened, the others are told and not counted', async () => {
  for (const samples of await samplesWith(2)) {
    expect(samples.ended).toEqual({ how: 'complete' })
    expect(kinds(samples)).toEqual(['own-limit'])
    expect(samples).toMatchObject({ perRequest: [{ connectionErrors: 0, timeouts: 0 }] })
    expect(samples.perRequest[0]?.ok).toBeGreaterThan(10)
    expect(samples.windows.every(({ failed }) => failed === 0)).toBe(true)
    expect(samples.spawn?.failed ?? 0).toBe(0)
  }
})
