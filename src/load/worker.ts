import { parentPort, workerData } from 'node:worker_threads'
import type { ThreadRole } from './thread/messages.ts'

// The entry of every thread that the load starts. What a thread is for is told in `workerData`; it ends when the main thread ends it.

const port = parentPort
if (port === null) throw new Error('This file is the load worker: it runs in a worker thread only.')

switch (workerData as ThreadRole) {
  case 'generator': {
    const { answerCalls } = await import('./thread/answer-calls.ts')
    answerCalls(port)
    break
  }
  case 'heat-server': {
    const { serveHeat } = await import('./thread/heat-server.ts')
    serveHeat(port)
    break
  }
}
