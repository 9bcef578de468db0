import { parentPort } from 'node:worker_threads'
import { answerCalls } from '../thread/answer-calls.ts'
import type { ToThread } from '../thread/messages.ts'

// A load worker whose event loop is held up again and again while it drives, by something that uses no core.

const STILL = new Int32Array(new SharedArrayBuffer(4))
const [EVERY_MS, FOR_MS] = [40, 30]

const port = parentPort
if (port === null) throw new Error('This file is a worker.')

port.on('message', (message: ToThread) => {
  if (message.type === 'drive') setInterval(() => Atomics.wait(STILL, 0, 0, FOR_MS), EVERY_MS)
})
answerCalls(port)
