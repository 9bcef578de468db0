/** The rows of a body, one after the other in memory that all threads share: however many they are, and however long, they are never copied again. */
export type Rows = {
  readonly bytes: Uint8Array
  /** Where each row ends in `bytes`. */
  readonly ends: Uint32Array
}

/** Lays rows out in shared memory. */
export function packRows(rows: readonly Uint8Array[]): Rows {
  const length = rows.reduce((sum, row) => sum + row.length, 0)
  const bytes = new Uint8Array(new SharedArrayBuffer(length))
  const ends = new Uint32Array(new SharedArrayBuffer(rows.length * Uint32Array.BYTES_PER_ELEMENT))
  let end = 0
  for (const [place, row] of rows.entries()) {
    bytes.set(row, end)
    end += row.length
    ends[place] = end
  }
  return { bytes, ends }
}

/** The row at this place, from 0; a view, not a copy. Empty where there is none. */
export function rowAt({ bytes, ends }: Rows, place: number): Uint8Array {
  const from = place === 0 ? 0 : (ends[place - 1] ?? 0)
  return bytes.subarray(from, ends[place] ?? from)
}

export function rowCount({ ends }: Rows): number {
  return ends.length
}
