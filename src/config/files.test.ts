import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { realFiles } from './files.ts'

let root = ''

beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'perf-gate-files-')))
  mkdirSync(join(root, 'directory'))
  writeFileSync(join(root, 'file'), 'four')
  symlinkSync(join(root, 'file'), join(root, 'link'))
  symlinkSync(join(root, 'directory'), join(root, 'linked'))
  symlinkSync(join(root, 'nothing'), join(root, 'broken'))
  symlinkSync('loop', join(root, 'loop'))
})
afterAll(() => rmSync(root, { recursive: true }))

describe('what stands at a path', () => {
  test.each<[string, object]>([
    ['file', { state: 'file', realPath: 'file', bytes: 4 }],
    ['link', { state: 'file', realPath: 'file', bytes: 4 }],
    ['directory', { state: 'directory', realPath: 'directory' }],
    ['new', { state: 'missing', realPath: 'new' }],
    ['linked/new', { state: 'missing', realPath: 'directory/new' }],
    ['linked/deep/new', { state: 'missing', realPath: 'directory/deep/new' }],
    ['broken', { state: 'broken-link' }],
    ['broken/new', { state: 'broken-link' }],
    ['loop', { state: 'unreadable', why: 'ELOOP' }],
    ['file/new', { state: 'unreadable', why: 'ENOTDIR' }],
  ])('%s', (path, expected) => {
    const real = 'realPath' in expected ? { ...expected, realPath: join(root, String(expected.realPath)) } : expected
    expect(realFiles.find(join(root, path))).toEqual(real)
  })

  test('a device is no file', () => {
    expect(realFiles.find('/dev/null')).toEqual({ state: 'special', realPath: '/dev/null' })
  })

  test('a file gives its bytes, anything else the reason', () => {
    expect(realFiles.read(join(root, 'file'))).toEqual({ state: 'read', bytes: Buffer.from('four') })
    expect(realFiles.read(join(root, 'directory'))).toEqual({ state: 'unreadable', why: 'EISDIR' })
  })
})
