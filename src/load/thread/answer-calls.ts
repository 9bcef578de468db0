import type { MessagePort } from 'node:worker_threads'
import { ENGINES } from '../engines.ts'
import { probe } from '../probe.ts'
import { heat } from './heat.ts'
import type { FromThread, ToThread } from './messages.ts'
import { StageSession } from './stage-session.ts'

type Call = Exclude<ToThread, { type: 'abort' }>

/** Answers the main thread's calls, each by its id. */
export function answerCalls(port: MessagePort): void {
  const underWay = new Map<number, AbortController>()
  const stages = new Map<number, StageSession>()
  const send = (message: FromThread): void => port.postMessage(message)

  port.on('message', (message: ToThread) => {
    if (message.type === 'abort') underWay.get(message.id)?.abort(message.why)
    else void answer(message)
  })

  async function answer(call: Call): Promise<void> {
    const control = new AbortController()
    underWay.set(call.id, control)
    try {
      send(await act(call, control.signal))
    } catch (error) {
      send({
        type: 'failed',
        id: call.id,
        what: error instanceof Error ? (error.stack ?? error.message) : String(error),
      })
    } finally {
      underWay.delete(call.id)
    }
  }

  async function act(call: Call, signal: AbortSignal): Promise<FromThread> {
    const { id } = call
    switch (call.type) {
      case 'probe':
        return { type: 'probes', id, probes: await probe(call.job, signal) }
      case 'heat':
        await heat(call.heat, signal)
        return { type: 'hot', id }
      case 'open':
        stages.set(call.stage, new StageSession(ENGINES[call.job.engine], call.job))
        return { type: 'opened', id }
      case 'drive': {
        const gathered = (now: Parameters<Parameters<StageSession['drive']>[1]>[0]) =>
          send({ type: 'gathered', id, gathered: now })
        return { type: 'drove', id, end: await opened(call.stage).drive(call.stretch, gathered, signal) }
      }
      case 'close': {
        const session = opened(call.stage)
        stages.delete(call.stage)
        return { type: 'closed', id, parts: await session.close() }
      }
    }
  }

  function opened(stage: number): StageSession {
    const session = stages.get(stage)
    if (session === undefined) throw new Error(`Stage ${stage} is not open.`)
    return session
  }
}
