import { createServer, type Server as HttpServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'
import type { Habits, OddCounts } from './odd-server.ts'

// A server with the habits it was told, each of the whole server, and with books of its own.

const habits = workerData as Habits
const counts: { -readonly [key in keyof OddCounts]: OddCounts[key] } = {
  arrived: 0,
  connections: 0,
  open: 0,
  mostOpen: 0,
  closedByClientFirst: 0,
  bodies: [],
  paths: {},
  arrivedAtMs: [],
}
const carried = new WeakMap<Socket, number>()
const frozen = new Int32Array(new SharedArrayBuffer(4))

const options = { keepAliveTimeout: habits.idleMs ?? 60_000, keepAliveTimeoutBuffer: 0 }
const server: HttpServer =
  habits.tls === undefined ? createServer(options) : (createTlsServer({ ...options, ...habits.tls }) as HttpServer)

server.on(habits.tls === undefined ? 'connection' : 'secureConnection', (socket: Socket) => {
  counts.connections++
  counts.open++
  counts.mostOpen = Math.max(counts.mostOpen, counts.open)
  socket.on('error', () => socket.destroy())
  socket.on('close', () => counts.open--)
})

server.on('request', (request, response) => {
  counts.arrived++
  counts.arrivedAtMs.push(performance.timeOrigin + performance.now())
  const nth = counts.arrived
  const onThis = (carried.get(request.socket) ?? 0) + 1
  carried.set(request.socket, onThis)
  const path = request.url ?? ''
  const book = counts.paths[path] ?? { arrived: 0, first: 0 }
  counts.paths[path] = { arrived: book.arrived + 1, first: book.first + (onThis === 1 ? 1 : 0) }
  if (habits.stall !== undefined && nth === habits.stall.atRequest) Atomics.wait(frozen, 0, 0, habits.stall.forMs)
  const pieces: Buffer[] = []
  request.on('data', (piece: Buffer) => pieces.push(piece))
  request.on('end', () => {
    if (habits.keepBodies === true) counts.bodies.push(Buffer.concat(pieces).toString())
    if (habits.resetEvery !== undefined && nth % habits.resetEvery === 0) {
      request.socket.resetAndDestroy()
      return
    }
    if (habits.endAfterMs !== undefined && onThis > 1) {
      setTimeout(() => request.socket.destroy(), habits.endAfterMs)
      return
    }
    if (habits.closesAfterMs !== undefined) {
      request.socket.write('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok')
      let ending = false
      request.socket.on('end', () => {
        if (!ending) counts.closedByClientFirst++
      })
      setTimeout(() => {
        ending = true
        request.socket.end()
      }, habits.closesAfterMs)
      return
    }
    write(habits.pieces ?? ['ok'])
  })
  const write = ([piece = '', ...rest]: readonly string[]) => {
    if (rest.length === 0) response.end(piece)
    else {
      response.write(piece)
      setTimeout(() => write(rest), 5)
    }
  }
})

server.listen(0, '127.0.0.1', () => parentPort?.postMessage({ port: (server.address() as AddressInfo).port }))
parentPort?.on('message', () => parentPort?.postMessage(counts))
