const END = Buffer.from('\r\n\r\n')
const NOTHING = Buffer.alloc(0)

/**
 * Copies the pieces of an answer's head that comes in several: a parser keeps views of the names and values in them until the head is complete, and what is read
 * next may lie in the same memory (`connectReadable`). The piece in which a head ends, as a rule its only one, is handed on as it is.
 */
export class SplitHead {
  /** The last bytes of the head so far; `null`: outside of a head. */
  #tail: Buffer | null = null

  /** The next bytes are the beginning of a head. */
  begin(): void {
    this.#tail = NOTHING
  }

  /** The same bytes, in memory of their own where the head goes on behind them. */
  take(bytes: Buffer): Buffer {
    const tail = this.#tail
    if (tail === null) return bytes
    if (bytes.includes(END) || endsAcross(tail, bytes)) {
      this.#tail = null
      return bytes
    }
    const kept = Buffer.from(bytes)
    this.#tail = Buffer.concat([tail, kept.subarray(1 - END.length)]).subarray(1 - END.length)
    return kept
  }
}

/** Whether the head's end begins in one piece and ends in the next. */
function endsAcross(tail: Buffer, bytes: Buffer): boolean {
  return tail.length > 0 && Buffer.concat([tail, bytes.subarray(0, END.length - 1)]).includes(END)
}
