import { closeSync, openSync, readSync } from 'node:fs'

/** The longest are `memory.stat`, some KiB, and `/proc/stat` of a machine with very many cores. */
const buffer = Buffer.allocUnsafe(256 * 1024)

const CLOSED = -1

/** A file that the kernel makes up anew whenever it is read from its begin. Kept open: opening takes longer than reading. */
export class KernelFile {
  #file: number

  /** Throws where there is no such file. */
  constructor(path: string) {
    this.#file = openSync(path, 'r')
  }

  /** All of it, in one call of the kernel. Throws when what it is about is gone. */
  read(): string {
    return buffer.toString('latin1', 0, readSync(this.#file, buffer, 0, buffer.length, 0))
  }

  /** It cannot be read any more: its number may soon be another file's. */
  close(): void {
    closeSync(this.#file)
    this.#file = CLOSED
  }
}
