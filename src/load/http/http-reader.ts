import type { Client } from 'undici'
import type { HttpReader, Page, PageAnswer } from '../../ports.ts'
import { newClient } from '../undici/new-client.ts'

/** Reads single pages over a connection of their own, with undici as the probe does, but in this thread and with a bound on the body. */
export const httpReader: HttpReader = {
  async read(page, signal) {
    signal.throwIfAborted()
    const client = newClient(page.endpoint, page.tls)
    try {
      return await get(client, page, AbortSignal.any([signal, AbortSignal.timeout(page.withinMs)]))
    } catch {
      // Refused, reset, late, or no HTTP: the caller is told that there is no answer, unless it is the one who stopped.
      signal.throwIfAborted()
      return null
    } finally {
      await client.destroy()
    }
  },
}

async function get(client: Client, { path, maxBytes }: Page, signal: AbortSignal): Promise<PageAnswer> {
  // Nothing is said about encodings, so that a small compressed body cannot become a large one.
  const answer = await client.request({ method: 'GET', path, headers: { accept: '*/*' }, signal })
  const kept: Buffer[] = []
  let bytes = 0
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > maxBytes) return { status: answer.statusCode, text: null }
    kept.push(chunk)
  }
  return { status: answer.statusCode, text: decode(Buffer.concat(kept)) }
}

function decode(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    // The decoder says nothing more than that it failed.
    return null
  }
}
