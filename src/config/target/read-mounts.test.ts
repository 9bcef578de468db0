import { describe, expect, it } from 'vitest'
import { readingOf } from '../../../fixtures/config/reading.ts'
import type { Mount } from '../../model/container-spec.ts'
import { readMounts } from './read-mounts.ts'

const files = { '/work/model': null, '/work/a.conf': 'a' }

function read(mounts: string, inMemory: readonly string[] = []): { mounts: readonly Mount[]; told: string } {
  const { reading, told } = readingOf(`mounts: ${mounts}`, { files })
  return { mounts: readMounts(reading, ['mounts'], inMemory), told: told() }
}

describe('mounts', () => {
  it.each([
    ['a map', '{ ./model: /model/, a.conf: /etc/a.conf }'],
    ['a list', '[{ source: ./model, path: /model }, { source: a.conf, path: /etc/a.conf }]'],
  ])('as %s are files and folders by their whole paths', (_, given) => {
    expect(read(given)).toEqual({
      mounts: [
        { source: '/work/model', path: '/model' },
        { source: '/work/a.conf', path: '/etc/a.conf' },
      ],
      told: '',
    })
  })

  it('may lie in each other', () => {
    expect(read('{ model: /model, a.conf: /model/a.conf }').told).toBe('')
  })

  it.each<[string, string, string[]?]>([
    ['{ model: /m, a.conf: /m/ }', 'perf-gate.yml:1:30: mounts.a.conf: /m is given twice'],
    ['{ ./no: /m }', 'perf-gate.yml:1:11: mounts: "./no" does not exist'],
    ['{ /etc: /m }', 'perf-gate.yml:1:11: mounts: "/etc" is outside the workspace: /etc'],
    ['{ ./: /m }', 'perf-gate.yml:1:11: mounts: "./" is the workspace itself'],
    ['[{ source: ., path: /m }]', 'perf-gate.yml:1:20: mounts.1.source: "." is the workspace itself'],
    [
      '{ a.conf: /t/a }',
      'perf-gate.yml:1:19: mounts.a.conf: "/t/a" is in /t, which tmpfs makes an empty folder in memory',
      ['/t'],
    ],
  ])('%s is refused: %s', (given, problem, inMemory) => {
    expect(read(given, inMemory).told.split('\n')[0]).toBe(problem)
  })

  it('beside a folder in memory whose name begins alike are fine', () => {
    expect(read('{ a.conf: /tmp2/a }', ['/tmp']).told).toBe('')
  })
})
