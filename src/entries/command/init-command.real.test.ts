import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { buildImage } from '../../../fixtures/images.ts'
import { CommandLine } from '../test/command-line.ts'

let image = ''
beforeAll(async () => {
  image = await buildImage('covertype')
})

it('suggests requests from the /openapi.json of FastAPI, which the image answers as expected', async () => {
  await using line = await CommandLine.in()
  const { code, stderr } = await line.run('init', '--image', image)
  expect(code).toBe(0)
  expect(stderr).toContain('predict: 200\nindex: 200')
  const text = readFileSync(join(line.folder, 'perf-gate.yml'), 'utf8')
  const row = Array.from({ length: 54 }, () => '1').join(', ')
  expect(text).toContain(
    `method: POST\n    path: /predict\n    json: { features: [${row}] }\n  - name: index\n    path: /\n`,
  )
  expect(await line.run('check')).toMatchObject({ code: 0 })
})

it('puts the same requests into a block where a run has none', async () => {
  const text = `target:\n  image: ${image}\n`
  await using line = await CommandLine.in({ 'perf-gate.yml': text })
  const { code, stdout } = await line.run('run')
  expect(code).toBe(2)
  const block = stdout.slice(stdout.indexOf('\nrequests:'))
  expect(block).toContain('path: /predict')
  writeFileSync(join(line.folder, 'perf-gate.yml'), text + block)
  expect(await line.run('check')).toMatchObject({ code: 0 })
})
