import { parentPort, workerData } from 'node:worker_threads'
import { answerCalls } from '../thread/answer-calls.ts'
import type { ThreadRole, ToThread } from '../thread/messages.ts'

/** Makes this thread a load worker that gets stuck at a call: it turns in a circle and hears nothing any more. */
export function getStuckAt(call: 'drive' | 'close'): void {
  if ((workerData as ThreadRole) === 'heat-server') throw new Error('no server')
  const port = parentPort
  if (port === null) throw new Error('This file is a worker.')

  port.on('message', (message: ToThread) => {
    if (message.type !== call) return
    const gathered = { upToMs: 100, pieces: [], unanswered: false, reach: 'untried' }
    if (call === 'drive') port.postMessage({ type: 'gathered', id: message.id, gathered })
    for (;;);
  })
  answerCalls(port)
}
