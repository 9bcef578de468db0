import { describe, expect, it } from 'vitest'
import { plainText } from '../../model/outside.ts'
import { cpuset } from './cpuset.ts'

describe('a cpuset', () => {
  it.each<[string, number[]]>([
    ['1', [1]],
    ['1-2', [1, 2]],
    ['0,2', [0, 2]],
    ['0, 2-4 ,7', [0, 2, 3, 4, 7]],
    ['3-3', [3]],
    ['1023', [1023]],
  ])('%j names the cores %j', (text, cores) => expect(cpuset(text)).toEqual({ state: 'value', value: cores }))

  it.each([
    ['', '"" does not name cores', 'Write them like 1, "0,2" or 1-3.'],
    ['1-', '"1-" does not name cores', 'Write them like 1, "0,2" or 1-3.'],
    ['1,,2', '"1,,2" does not name cores', 'Write them like 1, "0,2" or 1-3.'],
    ['1.5', '"1.5" does not name cores', 'Write them like 1, "0,2" or 1-3.'],
    ['2-1', '"2-1" has a range that falls', 'Write 1-2.'],
    ['2,0', '"2,0" is not in ascending order', 'Write 0,2.'],
    ['0-2,1', '"0-2,1" names core 1 twice', 'Write 0,1,2.'],
    ['0-999999999', '"0-999999999" names core 999999999', 'Cores are counted from 0 to 1023.'],
  ])('%j is told what is wrong with it', (text, what, fix) => {
    const read = cpuset(text)
    expect(read.state === 'wrong' && [plainText(read.text), plainText(read.fix)]).toEqual([what, fix])
  })
})
