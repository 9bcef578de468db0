import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'

/**
 * Timers of Node count in whole milliseconds. So a thread of its own sleeps until the earliest of the planned times, in
 * microseconds and without busy waiting, and wakes the event loop. This file is also that thread.
 */
const NEVER = 0x7fff_ffff_ffff_ffffn

type Shared = { readonly atNs: BigInt64Array<SharedArrayBuffer>; readonly changes: Int32Array<SharedArrayBuffer> }
type Entry = { readonly atMs: number; readonly ring: () => void }

/** System-wide monotonic time: the same in every process and thread of the machine (CLOCK_MONOTONIC on Linux). */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

const planned: Entry[] = []
let shared: Shared | undefined

/** Calls `ring` at that monotonic time, some tenths of a millisecond late; at once where it is over. */
export function ringAt(atMs: number, ring: () => void): void {
  if (atMs <= monotonicMs()) {
    ring()
    return
  }
  const index = planned.findLastIndex((entry) => entry.atMs <= atMs) + 1
  planned.splice(index, 0, { atMs, ring })
  if (index === 0) setAlarm()
}

/** Starts the thread before it is needed: its start takes some tens of milliseconds, which no request should wait for. */
export function startTimer(): void {
  shared ??= startThread()
}

function setAlarm(): void {
  shared ??= startThread()
  const [next] = planned
  Atomics.store(shared.atNs, 0, next === undefined ? NEVER : BigInt(Math.round(next.atMs * 1e6)))
  Atomics.add(shared.changes, 0, 1)
  Atomics.notify(shared.changes, 0)
}

function startThread(): Shared {
  const made: Shared = {
    atNs: new BigInt64Array(new SharedArrayBuffer(8)).fill(NEVER),
    changes: new Int32Array(new SharedArrayBuffer(4)),
  }
  new Worker(new URL(import.meta.url), { workerData: made }).on('message', ringTheDue)
  return made
}

function ringTheDue(): void {
  while (planned[0] !== undefined && planned[0].atMs <= monotonicMs()) planned.shift()?.ring()
  setAlarm()
}

function keepTime({ atNs, changes }: Shared): never {
  for (;;) {
    const seen = Atomics.load(changes, 0)
    const at = Atomics.load(atNs, 0)
    const leftNs = at - process.hrtime.bigint()
    if (leftNs > 0n) Atomics.wait(changes, 0, seen, Number(leftNs) / 1e6)
    else if (Atomics.compareExchange(atNs, 0, at, NEVER) === at) parentPort?.postMessage('due')
  }
}

if (!isMainThread) keepTime(workerData as Shared)
