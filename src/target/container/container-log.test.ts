import { describe, expect, test } from 'vitest'
import { demultiplex, splitLines } from './container-log.ts'

describe('splitLines', () => {
  test('keeps the last fifty lines, oldest first, without their ends', () => {
    const text = Array.from({ length: 60 }, (_, line) => `line ${line}\r\n`).join('')
    const lines = splitLines(text).map((line) => line.outside)
    expect([lines.length, lines[0], lines.at(-1)]).toEqual([50, 'line 10', 'line 59'])
  })
  test('cuts a line that is too long', () => expect(splitLines('x'.repeat(9000))[0]?.outside).toHaveLength(2000))
  test('has no line for an empty log', () => expect(splitLines('')).toEqual([]))
})

describe('demultiplex', () => {
  const frame = (stream: number, text: string) => {
    const header = Buffer.alloc(8)
    header.writeUInt8(stream, 0)
    header.writeUInt32BE(Buffer.byteLength(text), 4)
    return Buffer.concat([header, Buffer.from(text)])
  }
  test('joins both streams in their order, also where a character is split between frames', () => {
    const [first, second] = [Buffer.from('é').subarray(0, 1), Buffer.from('é').subarray(1)]
    const split = [first, second].map((part) => Buffer.concat([Buffer.from([1, 0, 0, 0, 0, 0, 0, 1]), part]))
    expect(demultiplex(Buffer.concat([frame(1, 'out\n'), frame(2, 'err\n'), ...split]))).toBe('out\nerr\né')
  })
})
