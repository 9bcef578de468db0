import { parentPort } from 'node:worker_threads'

// A load worker that dies of its first message.

parentPort?.on('message', () => {
  throw new Error('out of order')
})
