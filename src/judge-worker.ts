import { parentPort, workerData } from 'node:worker_threads'
import { judgeForeign } from './entries/action/judge-foreign.ts'
import type { ForeignOrder } from './ports.ts'

// A thread of its own: whatever somebody made up takes this thread's memory and time, and no more.
parentPort?.postMessage(judgeForeign(workerData as ForeignOrder))
