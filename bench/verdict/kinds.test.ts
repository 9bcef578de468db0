import { describe, expect, it } from 'vitest'
import { KIND_IDS, type Kind, nextKind, parseKinds } from './kinds.ts'

describe('nextKind', () => {
  it('comes to 40 A/A gates when there are 12 of each other kind, and keeps near these proportions all the way', () => {
    const recorded: Kind[] = []
    const count = (kind: Kind) => recorded.filter((one) => one === kind).length
    while (recorded.length < 76) {
      recorded.push(nextKind(recorded, KIND_IDS))
      expect(Math.abs(count('aa') / 40 - count('plus5') / 12)).toBeLessThanOrEqual(1 / 12)
    }
    expect(KIND_IDS.map(count)).toEqual([40, 12, 12, 12])
  })

  it('goes on where a corpus of some kinds is to get the others', () => {
    expect(nextKind(['aa', 'aa', 'aa'], ['aa', 'minus10'])).toBe('minus10')
    expect(nextKind(['minus10'], ['minus10'])).toBe('minus10')
  })
})

describe('parseKinds', () => {
  it('reads a list, and names what there is for a word that it does not know', () => {
    expect(parseKinds('aa, plus5')).toEqual(['aa', 'plus5'])
    expect(() => parseKinds('aa,plus7')).toThrow('plus7')
  })
})
