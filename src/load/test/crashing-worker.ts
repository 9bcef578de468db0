import { parentPort, workerData } from 'node:worker_threads'
import type { ThreadRole } from '../thread/messages.ts'

// A load worker that dies of its first message; as the server that takes the heat it dies at once.

const role = workerData as ThreadRole
if (role === 'heat-server') throw new Error('no server')
parentPort?.on('message', () => {
  throw new Error('out of order')
})
