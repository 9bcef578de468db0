import { writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { BEHAVIOURS, type Behaviour, type BodyShape } from './behaviours.ts'
import { monotonicMs, ringAt, startTimer } from './precise-timer.ts'
import type { Count, FromServer, ServedRequest, ServerRecord, ToServer } from './record.ts'
import { serviceTimeMs } from './service-times.ts'

// The known server's own process: HTTP/1.1 on bare sockets, so that each time is taken where the byte passes.

type Book = { -readonly [key in keyof ServedRequest]: ServedRequest[key] }
type Visit = { readonly socket: Socket; readonly behaviour: Behaviour; readonly number: number; readonly book: Book }

let books: Book[] = []
let file = ''
let begunCpu = process.cpuUsage()
let begunMs = monotonicMs()
const firstArrivalMs = new Map<string, number>()
const numbers = new Map<string, number>()
const tally: { -readonly [key in keyof Count]: Count[key] } = {
  atMs: 0,
  answered: 0,
  accepted: 0,
  served: 0,
  lastServedMs: null,
}

const server = createServer({ noDelay: true }, welcome)
startTimer()
server.listen({ port: 0, host: '127.0.0.1', backlog: 16_384 }, () =>
  tell({ type: 'listening', port: (server.address() as AddressInfo).port }),
)
process.on('message', hear)
// The end of the parent is the end of the server.
process.on('disconnect', () => process.exit(0))

function tell(message: FromServer): void {
  process.send?.(message)
}

function hear(message: ToServer): void {
  switch (message.type) {
    case 'begin':
      begin(message.file)
      tell({ type: 'begun' })
      break
    case 'end':
      writeRecord()
      tell({ type: 'ended' })
      break
    case 'count':
      tell({ type: 'count', count: { ...tally, atMs: monotonicMs() } })
  }
}

function begin(recordFile: string): void {
  file = recordFile
  books = []
  firstArrivalMs.clear()
  numbers.clear()
  Object.assign(tally, { answered: 0, accepted: 0, served: 0, lastServedMs: null })
  begunCpu = process.cpuUsage()
  begunMs = monotonicMs()
}

function writeRecord(): void {
  const { user, system } = process.cpuUsage(begunCpu)
  const fromMs = books[0]?.arrivedMs ?? begunMs
  const toMs = books.reduce((latest, book) => Math.max(latest, book.writtenMs ?? 0), fromMs + 1)
  const record: ServerRecord = { requests: books, cpuShare: (user + system) / 1000 / (toMs - fromMs) }
  writeFileSync(file, JSON.stringify(record))
}

// --- one connection -------------------------------------------------------------------------------------------------

function welcome(socket: Socket): void {
  tally.accepted++
  let head = ''
  let requests = 0
  let arrivedMs = 0
  // A client that breaks its connection off is no matter of the server's.
  socket.on('error', () => socket.destroy())
  socket.on('data', (bytes: Buffer) => {
    if (head === '') arrivedMs = monotonicMs()
    head += bytes.toString('latin1')
    for (let end = head.indexOf('\r\n\r\n'); end >= 0; end = head.indexOf('\r\n\r\n')) {
      serve(socket, head.slice(0, end), { arrivedMs, first: requests++ === 0 })
      head = head.slice(end + 4)
    }
  })
}

function serve(socket: Socket, head: string, at: { arrivedMs: number; first: boolean }): void {
  const path = head.slice(head.indexOf(' ') + 1, head.indexOf(' ', head.indexOf(' ') + 1))
  if (path === '/none') {
    socket.write(PLAIN)
    countAnswer(at.first)
    return
  }
  const behaviour = BEHAVIOURS[path as keyof typeof BEHAVIOURS] as Behaviour | undefined
  if (behaviour === undefined) throw new Error(`the known server was asked for '${path}'`)
  const number = (numbers.get(path) ?? 0) + 1
  numbers.set(path, number)
  const fails = behaviour.errorEvery !== undefined && number % behaviour.errorEvery === 0
  const book: Book = { ...at, writtenMs: null, status: fails ? 503 : 200, id: idOf(head) }
  books.push(book)
  if (!firstArrivalMs.has(path)) open(path, behaviour, at.arrivedMs)
  const visit = { socket, behaviour, number, book }
  if (fails) answer(visit)
  else ringAt(dueMs(path, visit), () => answer(visit))
}

function idOf(head: string): number | null {
  const found = /\r\nx-id: (\d+)/i.exec(head)
  return found === null ? null : Number(found[1])
}

function open(path: string, { killAfterMs }: Behaviour, arrivedMs: number): void {
  firstArrivalMs.set(path, arrivedMs)
  if (killAfterMs !== undefined) ringAt(arrivedMs + killAfterMs, die)
}

/** The record is written first, as it is at the moment of death. */
function die(): void {
  writeRecord()
  process.kill(process.pid, 'SIGKILL')
}

/** When the answer begins: after its service time, and not while the path stalls. */
function dueMs(path: string, { behaviour, number, book }: Visit): number {
  const due = book.arrivedMs + serviceTimeMs(behaviour.service, number)
  if (behaviour.stall === undefined) return due
  const { ms, afterMs, everyMs } = behaviour.stall
  const sinceMs = due - (firstArrivalMs.get(path) ?? due) - afterMs
  const intoMs = sinceMs - Math.floor(sinceMs / everyMs) * everyMs
  return sinceMs >= 0 && intoMs < ms ? due - intoMs + ms : due
}

// --- one answer -----------------------------------------------------------------------------------------------------

const PLAIN = Buffer.from('HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok')
const OK_BODY: BodyShape = { kind: 'length', bytes: 2 }

function answer(visit: Visit): void {
  const { behaviour, book, number, socket } = visit
  const body = book.status === 200 ? (behaviour.body ?? OK_BODY) : OK_BODY
  const closes = behaviour.closeEvery !== undefined && number % behaviour.closeEvery === 0
  const framing = body.kind === 'chunked' ? 'Transfer-Encoding: chunked' : `Content-Length: ${body.bytes}`
  const connection = closes ? 'Connection: close\r\n' : ''
  const head = `HTTP/1.1 ${book.status} -\r\nContent-Type: text/plain\r\n${connection}${framing}\r\n\r\n`
  if (body.kind === 'length') writeLast(visit, head + 'x'.repeat(body.bytes), closes)
  else {
    socket.write(head)
    writeChunks(visit, body, closes)
  }
}

function writeChunks(visit: Visit, body: BodyShape & { kind: 'chunked' }, closes: boolean): void {
  const fromMs = monotonicMs()
  const chunk = `${body.bytesEach.toString(16)}\r\n${'x'.repeat(body.bytesEach)}\r\n`
  for (let index = 0; index < body.chunks; index++) {
    const isLast = index === body.chunks - 1
    ringAt(fromMs + (body.overMs * index) / (body.chunks - 1), () => {
      if (isLast) writeLast(visit, `${chunk}0\r\n\r\n`, closes)
      else visit.socket.write(chunk)
    })
  }
}

/** What the kernel takes at once is written when `write` returns; the rest when its callback comes. */
function writeLast({ socket, book }: Visit, text: string, closes: boolean): void {
  if (socket.destroyed) return
  const written = () => {
    book.writtenMs = monotonicMs()
    countAnswer(book.first)
  }
  const isFlushed = socket.write(text, 'latin1', () => {
    if (book.writtenMs === null) written()
  })
  if (isFlushed && socket.writableLength === 0) written()
  if (closes) socket.end()
}

function countAnswer(isFirst: boolean): void {
  tally.answered++
  if (!isFirst) return
  tally.served++
  tally.lastServedMs = monotonicMs()
}
