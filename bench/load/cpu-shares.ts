/** What V8 writes with `--cpu-prof`, as far as it is read here. Times are microseconds. */
export type CpuProfile = {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: { readonly functionName: string; readonly url: string }
  }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

const WRITES = /^write(Buffer|Latin1String|Utf8String|AsciiString|v) $/

/** Whose the time of a function is, the first that fits. Of undici's HTTP/1 file the half that the parser calls belongs to the parser. */
const PARTS = [
  ['writing to sockets (system calls)', WRITES],
  ['reading from sockets, event loop (native)', /^\(program\) /],
  ['garbage collector', /^\(garbage collector\) /],
  [
    'parser of answers',
    /http-parser-js|wasm|^RegExp: |^(latin1|utf8)Slice |\/(strict-framing|answer-reader|interim-answers|split-head|kept-without-length)\.ts|^(parseHeaders|bufferToLowerCasedHeaderName|execute|readMore|onHeaders?\w*|onBody|onMessage\w*|onStatus|trackHeader|onHttpSocketReadable) .*undici\/lib\/(core\/util|dispatcher\/client-h1)\.js/,
  ],
  ['dispatcher: undici', /\/undici\/lib\//],
  ['client: autocannon', /node_modules\/(autocannon|retimer|lodash\.\w+|hyperid)\//],
  ['clock, counts, histogram', /\/load\/(record|pace\/alarm)|hdr-histogram-js|^(now|hrtime|postMessage) /],
  ['our connections', /\/src\/load\//],
  ["Node's streams, timers, buffers", /node:| $/],
] as const
const REST = 'other'

export type CpuPart = (typeof PARTS)[number][0] | typeof REST

export const CPU_PARTS: readonly CpuPart[] = [...PARTS.map(([name]) => name), REST]

/** CPU time by function (`NAME URL`) in so much time up to the last write to a socket; time in which the thread slept does not count. Empty where nothing was written. */
export function busyMicros(profile: CpuProfile, lengthMs: number): ReadonlyMap<string, number> {
  const names = new Map(profile.nodes.map(({ id, callFrame }) => [id, `${callFrame.functionName} ${callFrame.url}`]))
  let atMicros = 0
  const samples = profile.samples.map((id, place) => {
    const took = profile.timeDeltas[place] ?? 0
    atMicros += took
    return { name: names.get(id) ?? ' ', took, atMicros }
  })
  const toMicros = samples.findLast(({ name }) => WRITES.test(name))?.atMicros ?? Number.NEGATIVE_INFINITY
  const micros = new Map<string, number>()
  for (const { name, took, atMicros: at } of samples) {
    const isWithin = at > toMicros - lengthMs * 1000 && at <= toMicros
    if (isWithin && name !== '(idle) ') micros.set(name, (micros.get(name) ?? 0) + took)
  }
  return micros
}

/** The share of each part in all of it; 1 is everything. */
export function cpuShares(micros: ReadonlyMap<string, number>): ReadonlyMap<CpuPart, number> {
  const total = sum(micros)
  const shares = new Map<CpuPart, number>(CPU_PARTS.map((part) => [part, 0]))
  for (const [name, value] of micros) {
    const part = PARTS.find(([, pattern]) => pattern.test(name))?.[0] ?? REST
    shares.set(part, (shares.get(part) ?? 0) + value / total)
  }
  return shares
}

export function sum(micros: ReadonlyMap<string, number>): number {
  return [...micros.values()].reduce((total, value) => total + value, 0)
}
