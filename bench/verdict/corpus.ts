import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { decodeGate, encodeGate, type GateRecord } from './gate-record.ts'

/** `torn`: the last line was cut off, by a full disk or a copy that was broken off, and is left out. */
export type Corpus = { readonly gates: readonly GateRecord[]; readonly torn: boolean }

/** Reads a corpus, one gate a line. Throws with the number of the line for any that is whole and not as the format says. */
export function parseCorpus(text: string): Corpus {
  const lines = text.split('\n')
  const rest = lines.pop() ?? ''
  return { gates: lines.map(parseLine), torn: rest !== '' }
}

function parseLine(line: string, place: number): GateRecord {
  try {
    return decodeGate(line)
  } catch (cause) {
    throw new Error(`line ${place + 1} of the corpus is not a gate`, { cause })
  }
}

/** A missing file is an empty corpus. */
export function readCorpus(path: string): Corpus {
  return existsSync(path) ? parseCorpus(readFileSync(path, 'utf8')) : { gates: [], torn: false }
}

/** Adds one gate: the file has it as a whole, or is as it was before. A torn line at its end is dropped. */
export function appendGate(path: string, gate: GateRecord): void {
  mkdirSync(dirname(path), { recursive: true })
  const before = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const whole = before.slice(0, before.lastIndexOf('\n') + 1)
  const next = `${path}.next`
  writeFileSync(next, `${whole}${encodeGate(gate)}\n`, { flush: true })
  renameSync(next, path)
}
