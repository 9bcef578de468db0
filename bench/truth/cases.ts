import type { Path } from '../servers/behaviours.ts'

/** One known server and the load that keeps it well below its limits. There are as many users as connections. */
export type TruthCase = {
  readonly name: string
  readonly path: Path
  readonly connections: number
  readonly ratePerSecond: number
  readonly seconds: number
}

const SECONDS = 2
/** For how long a user thinks between an answer and its next request. */
export const THINK_MS = { fromMs: 5, toMs: 15 }

export const TRUTH_CASES: readonly TruthCase[] = [
  { name: 'constant 1 ms', path: '/constant-1', connections: 1, ratePerSecond: 300, seconds: SECONDS },
  { name: 'constant 5 ms', path: '/constant-5', connections: 8, ratePerSecond: 200, seconds: SECONDS },
  { name: 'constant 50 ms', path: '/constant-50', connections: 8, ratePerSecond: 100, seconds: SECONDS },
  { name: '10 ms, every 10th 200 ms', path: '/bimodal', connections: 8, ratePerSecond: 100, seconds: SECONDS },
  { name: 'log-normal, median 30 ms', path: '/log-normal', connections: 8, ratePerSecond: 100, seconds: SECONDS },
  { name: '50 ms, closes every time', path: '/close-every', connections: 4, ratePerSecond: 100, seconds: SECONDS },
  { name: '50 ms, closes every 20th', path: '/close-20th', connections: 4, ratePerSecond: 100, seconds: SECONDS },
  // Whole periods only: the share of the time that stalls is then the same for every tool.
  { name: '5 ms, stalls 1 s in 10', path: '/stall', connections: 8, ratePerSecond: 100, seconds: 10 },
  { name: 'every 10th a fast 503', path: '/errors', connections: 8, ratePerSecond: 100, seconds: SECONDS },
  { name: 'chunked over 50 ms', path: '/chunked', connections: 8, ratePerSecond: 100, seconds: SECONDS },
  { name: '20 ms and 200 kB', path: '/large', connections: 2, ratePerSecond: 40, seconds: SECONDS },
  { name: '20 ms, killed after 1.2 s', path: '/killed', connections: 8, ratePerSecond: 100, seconds: SECONDS },
]
