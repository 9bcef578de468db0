import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'

/** A stream of the engine's that lasts: one JSON value a line. */
export type JsonStream = {
  open(): Promise<NodeJS.ReadableStream>
  heard(value: unknown): void
}

const REOPEN_AFTER_MS = 1000

/** Reads it until stopped; opens it again where it breaks or ends. Never rejects. */
export async function followJson({ open, heard }: JsonStream, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    try {
      const stream = (await open()) as Readable
      await readLines(stream, heard, stop)
    } catch {
      // The engine is away, or we have stopped: the loop's condition says which.
    }
    // Rejects when stopped meanwhile.
    await sleep(REOPEN_AFTER_MS, undefined, { ref: false, signal: stop }).catch(() => undefined)
  }
}

async function readLines(stream: Readable, heard: (value: unknown) => void, stop: AbortSignal): Promise<void> {
  const end = () => stream.destroy()
  stop.addEventListener('abort', end)
  if (stop.aborted) end()
  try {
    let rest = ''
    for await (const chunk of stream.setEncoding('utf8')) {
      const lines = `${rest}${chunk}`.split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) if (line.trim() !== '') heard(JSON.parse(line))
    }
  } finally {
    stop.removeEventListener('abort', end)
  }
}
