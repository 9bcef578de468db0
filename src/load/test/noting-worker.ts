import { BroadcastChannel, parentPort } from 'node:worker_threads'
import '../worker.ts'
import type { ToThread } from '../thread/messages.ts'

// A load worker that tells the test what it is asked for, in which order.

const notes = new BroadcastChannel('load-worker-notes')
notes.unref()
parentPort?.on('message', ({ type }: ToThread) => notes.postMessage(type))
