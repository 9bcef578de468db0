import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { makeResult } from '../../fixtures/results.ts'
import { SetupError } from '../model/errors.ts'
import { plainText, words } from '../model/outside.ts'
import type { Report } from '../model/report/report.ts'
import type { Result } from '../model/result/result.ts'
import { Small } from '../stories/test/small-world.ts'
import { checkWritable, replaceText, resultFiles } from './report-files.ts'

const REPORT: Report = { outcome: 'pass', headline: words`Pass`, sections: [] }
const scope = new Small().world()

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'report-files-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

async function problem(path: string): Promise<SetupError> {
  const thrown = await checkWritable({ name: 'result file', path, fix: words`Give another.` }).catch((error) => error)
  expect(thrown).toBeInstanceOf(SetupError)
  return thrown
}

describe('a file that a run is to write', () => {
  test('is refused where it is a folder, with what to do', async () => {
    const { text, fix } = await problem(folder)
    expect(plainText(text)).toBe(`The result file ${folder} cannot be written: it is a folder`)
    expect(plainText(fix)).toBe('Give another.')
  })

  test('is refused where a part of its path is a file', async () => {
    writeFileSync(join(folder, 'file'), '')
    for (const path of ['file/result.json', 'file/deep/result.json'])
      expect(plainText((await problem(join(folder, path))).text)).toContain('a part of its path is a file')
  })

  test('may be in a folder that is still missing, and is not left behind by the look', async () => {
    await checkWritable({ name: 'result file', path: join(folder, 'a/b/result.json'), fix: words`` })
    expect(existsSync(join(folder, 'a/b'))).toBe(true)
    expect(readdirSync(join(folder, 'a/b'))).toEqual([])
  })

  test('keeps what it held', async () => {
    const path = join(folder, 'result.json')
    writeFileSync(path, 'of yesterday')
    await checkWritable({ name: 'result file', path, fix: words`` })
    expect(readFileSync(path, 'utf8')).toBe('of yesterday')
  })

  test('may be a device', async () => {
    await checkWritable({ name: 'result file', path: '/dev/null', fix: words`` })
    expect(existsSync('/dev/null')).toBe(true)
  })

  test('makes no folder where the path itself is one', async () => {
    mkdirSync(join(folder, 'result.json'))
    await problem(join(folder, 'result.json'))
    expect(readdirSync(folder)).toEqual(['result.json'])
  })
})

describe('a folder of files that are made from a result', () => {
  const publish = (path: string, result: Result | null, render = (): string => 'a,b\r\n') =>
    resultFiles(path, { 'one.csv': render, 'two.csv': () => 'c\r\n' }).publish(REPORT, result, scope)

  test('is made where it is missing, with each file as it was rendered', async () => {
    expect(await publish(join(folder, 'a/csv'), makeResult())).toEqual({ state: 'written' })
    expect(readFileSync(join(folder, 'a/csv/one.csv'), 'utf8')).toBe('a,b\r\n')
    expect(readdirSync(join(folder, 'a/csv'))).toEqual(['one.csv', 'two.csv'])
  })

  test('is not made where there is no result', async () => {
    expect(await publish(join(folder, 'csv'), null)).toEqual({ state: 'skipped' })
    expect(readdirSync(folder)).toEqual([])
  })

  test('that cannot be written is refused, with the reason', async () => {
    writeFileSync(join(folder, 'csv'), '')
    const published = await publish(join(folder, 'csv'), makeResult())
    expect(published).toMatchObject({ state: 'refused' })
    expect(published.state === 'refused' && plainText(published.why)).toContain('EEXIST')
  })
})

describe('a file that is replaced', () => {
  test('is another one afterwards, so that who is killed while writing leaves what was there', async () => {
    const path = join(folder, 'deep', 'result.json')
    await replaceText(path, 'first')
    const before = statSync(path).ino
    await replaceText(path, 'second')
    expect(readFileSync(path, 'utf8')).toBe('second')
    expect(statSync(path).ino).not.toBe(before)
    expect(readdirSync(join(folder, 'deep'))).toEqual(['result.json'])
  })

  test('stays where a link leads to', async () => {
    writeFileSync(join(folder, 'there'), 'first')
    symlinkSync('there', join(folder, 'link'))
    await replaceText(join(folder, 'link'), 'second')
    expect(lstatSync(join(folder, 'link')).isSymbolicLink()).toBe(true)
    expect(readFileSync(join(folder, 'there'), 'utf8')).toBe('second')
  })

  test('may be a device', async () => {
    await replaceText('/dev/null', 'text')
    expect(statSync('/dev/null').isFile()).toBe(false)
  })

  test('is kept where the new text cannot be written', async () => {
    mkdirSync(join(folder, 'result.json'))
    await expect(replaceText(join(folder, 'result.json'), 'text')).rejects.toThrow('EISDIR')
    expect(readdirSync(folder)).toEqual(['result.json'])
  })
})
