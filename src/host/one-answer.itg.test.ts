import { expect, test } from 'vitest'
import { oneAnswer, type ThreadLimits } from './one-answer.ts'

const LIMITS: ThreadLimits = { ms: 20_000, memoryMb: 100 }

/** Runs a thread of this code. `order` is what it was given. */
function run(code: string, limits: Partial<ThreadLimits> = {}, signal = new AbortController().signal) {
  const head = "import { parentPort, workerData as order } from 'node:worker_threads';"
  const url = new URL(`data:text/javascript,${encodeURIComponent(head + code)}`)
  return oneAnswer<number>(url, { number: 20 }, { ...LIMITS, ...limits }, signal)
}

test('what a thread posts is the answer to its order', async () => {
  expect(await run('parentPort.postMessage(order.number + 1); for (;;);')).toEqual({ state: 'answered', answer: 21 })
})

test('a thread that never ends is ended', async () => {
  expect(await run('for (;;);', { ms: 300 })).toEqual({ state: 'too-long' })
})

test('a thread that fills its memory ends alone', async () => {
  expect(await run('const all = []; for (;;) all.push(new Array(1e5).fill({}));')).toEqual({ state: 'too-large' })
})

test.each([
  ['throws', "throw new Error('no')", 'no'],
  ['ends without a word', 'process.exit(3)', 'it ended with code 3'],
])('a thread that %s is told of', async (_, code, what) => {
  expect(await run(code)).toEqual({ state: 'crashed', what })
})

test('an interruption ends the thread and is what is thrown', async () => {
  const controller = new AbortController()
  const running = run('for (;;);', {}, controller.signal)
  controller.abort(new Error('interrupted'))
  await expect(running).rejects.toThrow('interrupted')
})
