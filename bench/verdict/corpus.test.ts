import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { appendGate, parseCorpus, readCorpus } from './corpus.ts'
import { encodeGate, type GateRecord } from './gate-record.ts'
import { gateRecord, slowerRounds } from './test/gates.ts'

const one = gateRecord({ rounds: slowerRounds(12, 0), seed: 1 })
const two = gateRecord({ rounds: slowerRounds(12, 0.1), seed: 2, kind: 'plus10' })
const line = (gate: GateRecord) => `${encodeGate(gate)}\n`

describe('a corpus', () => {
  it('is one gate a line', () => {
    expect(parseCorpus(line(one) + line(two))).toEqual({ gates: [one, two], torn: false })
    expect(parseCorpus('')).toEqual({ gates: [], torn: false })
  })

  it('is read without a last line that is cut off, whatever is left of it', () => {
    const whole = line(one) + line(two)
    for (const cut of [1, 2, 40, line(two).length - 1]) {
      expect(parseCorpus(whole.slice(0, -cut))).toEqual({ gates: [one], torn: true })
    }
  })

  it('names the line that is no gate', () => {
    expect(() => parseCorpus(`${line(one)}{}\n${line(two)}`)).toThrow('line 2')
    expect(() => parseCorpus(line(one).replace('"aa"', '"plus7"'))).toThrow('line 1')
  })

  it('holds a gate of twelve rounds in less than four kilobytes', () => {
    const busy = gateRecord({
      rounds: Array.from({ length: 12 }, () => {
        const side = {
          rps: 231.25,
          tail: 23.456,
          cpu: [4.1234, 4.5678] as const,
          offered: [658, 5.123, 15.123] as const,
          failed: [12, 3] as const,
        }
        const latency = [1234, 43.123, 12.345] as const
        return [
          { ...side, latency },
          { ...side, latency },
        ] as const
      }),
      long: { ms: 60_000, candidate: new Array(24).fill(231), baseline: new Array(24).fill(233) },
    })
    expect(line(busy).length).toBeLessThan(4000)
  })
})

describe('appendGate', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'corpus-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('makes the file, adds to it, and leaves nothing else behind', () => {
    const path = join(folder, 'corpus.jsonl')
    expect(readCorpus(path).gates).toEqual([])
    appendGate(path, one)
    appendGate(path, two)
    expect(readCorpus(path)).toEqual({ gates: [one, two], torn: false })
    expect(readdirSync(folder)).toEqual(['corpus.jsonl'])
  })

  it('puts the gate in the place of a line that is cut off', () => {
    const path = join(folder, 'corpus.jsonl')
    writeFileSync(path, line(one) + line(two).slice(0, 100))
    appendGate(path, two)
    expect(readFileSync(path, 'utf8')).toBe(line(one) + line(two))
  })
})
