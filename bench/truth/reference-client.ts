import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { monotonicMs } from '../servers/precise-timer.ts'

export type ReferenceRun = {
  readonly port: number
  readonly path: string
  readonly connections: number
  readonly ms: number
  /** Between an answer and the next send; `null`: none. */
  readonly thinkMs: { readonly fromMs: number; readonly toMs: number } | null
}

/**
 * A closed loop on bare sockets that numbers its requests and notes the moment of each send: the decision to send, before a connection is opened
 * for it. It knows what no load generator tells. The place in the list is the request's number (`x-id`).
 */
export async function driveReference(run: ReferenceRun): Promise<readonly number[]> {
  const sentMs: number[] = []
  const untilMs = monotonicMs() + run.ms
  await Promise.all(Array.from({ length: run.connections }, () => driveOne(run, sentMs, untilMs)))
  return sentMs
}

async function driveOne({ port, path, thinkMs }: ReferenceRun, sentMs: number[], untilMs: number): Promise<void> {
  let socket: Socket | null = null
  while (monotonicMs() < untilMs) {
    const id = sentMs.push(monotonicMs()) - 1
    socket ??= connect({ port, host: '127.0.0.1', noDelay: true })
    socket.write(`GET ${path} HTTP/1.1\r\nHost: known\r\nx-id: ${id}\r\n\r\n`)
    if ((await answerOf(socket)).includes('\r\nConnection: close\r\n')) {
      socket.destroy()
      socket = null
    }
    if (thinkMs !== null) await sleep(thinkMs.fromMs + Math.random() * (thinkMs.toMs - thinkMs.fromMs))
  }
  socket?.destroy()
}

/** The head of one whole answer. Rejects where the connection ends before. */
function answerOf(socket: Socket): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const fail = () => reject(new Error('the known server broke a connection of the reference client off'))
  let head = ''
  let length = 0
  let last = ''
  const read = (bytes: Buffer) => {
    length += bytes.length
    if (!head.includes('\r\n\r\n')) head += bytes.toString('latin1')
    last = (last + bytes.subarray(-LAST_CHUNK.length).toString('latin1')).slice(-LAST_CHUNK.length)
    if (!isWhole(head, length, last)) return
    socket.off('data', read).off('close', fail).off('error', fail)
    resolve(head)
  }
  socket.on('data', read).on('close', fail).on('error', fail)
  return promise
}

const LAST_CHUNK = '0\r\n\r\n'

function isWhole(head: string, length: number, last: string): boolean {
  const end = head.indexOf('\r\n\r\n')
  if (end < 0) return false
  const content = /\r\nContent-Length: (\d+)/.exec(head.slice(0, end))
  return content === null ? last === LAST_CHUNK : length >= end + 4 + Number(content[1])
}
