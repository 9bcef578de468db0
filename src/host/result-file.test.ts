import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { plainText } from '../model/outside.ts'
import { readResultText } from './result-file.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perf-gate-result-'))
})
afterAll(() => rm(folder, { recursive: true }))

const read = async (path: string) => {
  const file = await readResultText(path)
  return file.state === 'text' ? file.text : plainText(file.why)
}

it('reads a file', async () => {
  await writeFile(join(folder, 'a.json'), '{}')
  expect(await read(join(folder, 'a.json'))).toBe('{}')
})

it('says what keeps a file from being read', async () => {
  const large = join(folder, 'large.json')
  await writeFile(large, '')
  await truncate(large, 300 * 1024 ** 2)
  expect(await read(join(folder, 'gone.json'))).toBe('there is no such file')
  expect(await read(folder)).toBe('it is not a file')
  expect(await read(large)).toBe('it has 300 MiB, more than any result')
})
