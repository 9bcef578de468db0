import { parentPort, workerData } from 'node:worker_threads'
import { answerCalls } from '../answer-calls.ts'
import type { ThreadRole, ToThread } from '../messages.ts'

// A load worker that gets stuck as soon as it is to drive: it turns in a circle and hears nothing any more.

if ((workerData as ThreadRole) === 'heat-server') throw new Error('no server')
const port = parentPort
if (port === null) throw new Error('This file is a worker.')

port.on('message', (message: ToThread) => {
  if (message.type !== 'drive') return
  port.postMessage({
    type: 'gathered',
    id: message.id,
    gathered: { upToMs: 100, pieces: [], unanswered: false, reach: 'untried' },
  })
  for (;;);
})
answerCalls(port)
