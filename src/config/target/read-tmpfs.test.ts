import { describe, expect, it } from 'vitest'
import { readingOf } from '../../../fixtures/config/reading.ts'
import { readTmpfs } from './read-tmpfs.ts'

describe('tmpfs', () => {
  it.each<[string, Record<string, number | null>, string]>([
    ['[/tmp, /run/]', { '/tmp': null, '/run': null }, ''],
    ['{ /tmp: 64m, /run: 1GiB }', { '/tmp': 64 * 1024 ** 2, '/run': 1024 ** 3 }, ''],
    ['[/tmp, /tmp/]', { '/tmp': null }, 'perf-gate.yml:1:15: tmpfs: /tmp stands here again'],
    ['{ tmp: 64m }', {}, 'perf-gate.yml:1:10: tmpfs: "tmp" is not absolute'],
    ["['/run:size=1m']", {}, 'perf-gate.yml:1:9: tmpfs: "/run:size=1m" holds a colon'],
  ])('%s is %j', (given, folders, problem) => {
    const { reading, told } = readingOf(`tmpfs: ${given}`)
    expect(readTmpfs(reading, ['tmpfs'])).toEqual(folders)
    expect(told().split('\n')[0]).toBe(problem)
  })

  it('knows how docker writes sizes', () => {
    const { reading, told } = readingOf("tmpfs: ['/run:rw,size=64m,mode=1777']")
    readTmpfs(reading, ['tmpfs'])
    expect(told()).toContain('Write { /run: 64m }.')
  })
})
