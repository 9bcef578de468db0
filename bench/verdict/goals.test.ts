import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { GateRecord } from './gate-record.ts'
import { printGoals } from './goals.ts'
import { KINDS, type Kind } from './kinds.ts'
import { answerOurs } from './rules/ours.ts'
import { STANDARD, STRICT } from './rules/rules.ts'
import { gateRecord, slowerRounds } from './test/gates.ts'

const said: string[] = []
beforeEach(() => {
  vi.spyOn(console, 'log').mockImplementation((line: string) => said.push(line))
})
afterEach(() => {
  vi.restoreAllMocks()
  said.length = 0
})

/** A gate that the program answered as the replay does. */
function gate(kind: Kind, slower: number, spread?: number): GateRecord {
  const recorded = gateRecord({ kind, rounds: slowerRounds(12, slower, spread) })
  const { used: _, ...strict } = answerOurs(recorded, STRICT)
  const { used: __, ...standard } = answerOurs(recorded, STANDARD)
  return { ...recorded, live: { strict, standard } }
}

const many = (kind: Kind, one: GateRecord) => Array.from({ length: KINDS[kind].wanted }, () => one)

describe('the goals', () => {
  it('are not judged before there are enough gates', () => {
    printGoals([gate('aa', 0), gate('plus10', 0.1)])
    expect(said.filter((line) => line.endsWith('(not judged)'))).toHaveLength(6)
    expect(said[0]).toContain('0 so far, 1 of 40 gates recorded')
  })

  it('are met where A/A passes and slowdowns are caught', () => {
    const gates = [
      ...many('aa', gate('aa', 0)),
      ...many('plus5', gate('plus5', 0.08)),
      ...many('plus10', gate('plus10', 0.1)),
    ]
    printGoals(gates)
    expect(said.filter((line) => line.endsWith('(met)'))).toHaveLength(8)
  })

  it('are missed by false alarms, by passes where it is slower, and by too many that cannot tell', () => {
    const unsure = many('plus5', gate('plus5', 0.05, 0.2)).slice(0, 11)
    printGoals([...many('aa', gate('aa', 0.2)), ...unsure, gate('plus5', 0), ...many('plus10', gate('plus10', 0))])
    const missed = said.filter((line) => line.endsWith('(missed)'))
    expect(missed).toHaveLength(6)
    expect(missed[4]).toContain('1 of 12')
  })

  it('end with how many gates the program answered otherwise when it ran them', () => {
    const other = { ...gate('aa', 0), live: gate('aa', 0.2).live }
    printGoals([gate('aa', 0), other])
    expect(said.at(-1)).toContain('1 of 2 gates')
  })
})
