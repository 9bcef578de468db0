import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'
import type { Behaviour, Served, ServerCounts, ServerSpec } from './known-server.ts'

// A server whose behaviour per path is told in advance, and which keeps its own books.

const { behaviours, keepAliveMs } = workerData as ServerSpec
const served: Record<string, Served> = {}
const open = new Set<Socket>()
let connections = 0

const server = createServer({ keepAliveTimeout: keepAliveMs, keepAliveTimeoutBuffer: 0 }, (request, response) => {
  const chunks: Buffer[] = []
  const arrivedAt = performance.now()
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => act(request, response, { arrivedAt, body: Buffer.concat(chunks).toString() }))
})
server.on('connection', (socket) => {
  connections++
  open.add(socket)
  socket.on('error', () => socket.destroy())
  socket.on('close', () => open.delete(socket))
})
server.listen(0, '127.0.0.1', () => parentPort?.postMessage({ port: (server.address() as AddressInfo).port }))

parentPort?.on('message', (message: 'counts' | 'vanish') => {
  if (message === 'vanish') {
    server.close()
    for (const socket of open) socket.resetAndDestroy()
    return
  }
  parentPort?.postMessage({ counts: { served, connections, open: open.size } satisfies ServerCounts })
})

type Arrived = { readonly arrivedAt: number; readonly body: string }

function act(request: IncomingMessage, response: ServerResponse, arrived: Arrived): void {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname
  const behaviour = behaviours[path] ?? {}
  const book = served[path] ?? { arrived: 0, answered: 0, statuses: {}, serviceMs: [], last: null }
  served[path] = book
  book.arrived++
  book.last = {
    method: request.method ?? '',
    rawHeaders: request.rawHeaders,
    body: arrived.body,
    url: request.url ?? '',
  }
  const nth = book.arrived
  if (behaviour.neverAnswers === true) return
  const status = behaviour.statusOf?.[nth % behaviour.statusOf.length] ?? 200
  const delayMs = behaviour.delayMs ?? 0
  if (behaviour.closeEvery !== undefined && nth % behaviour.closeEvery === 0) response.setHeader('Connection', 'close')
  response.on('finish', () => {
    book.answered++
    book.statuses[status] = (book.statuses[status] ?? 0) + 1
    book.serviceMs.push(performance.now() - arrived.arrivedAt)
  })
  if (delayMs === 0) write(request, response, { behaviour, status })
  else setTimeout(() => write(request, response, { behaviour, status }), delayMs)
}

function write(
  request: IncomingMessage,
  response: ServerResponse,
  how: { behaviour: Behaviour; status: number },
): void {
  const { behaviour, status } = how
  if (behaviour.raw !== undefined) {
    request.socket.write(Buffer.from(behaviour.raw, 'latin1'))
    if (behaviour.thenEnd === true) request.socket.end()
    return
  }
  response.statusCode = status
  if (behaviour.chunks === undefined) {
    response.end(request.method === 'HEAD' || status === 204 ? undefined : (behaviour.body ?? 'ok'))
    return
  }
  const { count, bytes, everyMs } = behaviour.chunks
  let left = count
  const next = () => {
    response.write(Buffer.alloc(bytes, 'x'))
    left--
    if (left === 0) response.end()
    else setTimeout(next, everyMs)
  }
  next()
}
