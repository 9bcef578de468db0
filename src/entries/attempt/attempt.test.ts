import { describe, expect, test } from 'vitest'
import { ConfigError, InterruptedError, SetupError } from '../../model/errors.ts'
import { words } from '../../model/outside.ts'
import { type AttemptWorld, attempt, failureCode } from './attempt.ts'

function smallWorld(): { world: AttemptWorld; stop: AbortController; swept: string[] } {
  const stop = new AbortController()
  const swept: string[] = []
  const silent = () => undefined
  const world: AttemptWorld = {
    runId: 'run-1',
    targets: {
      prepare: () => Promise.reject(new Error('nothing is started here')),
      sweep: async (whose) => {
        swept.push(whose)
        throw new Error('the engine is gone')
      },
    },
    clock: { now: () => 0, date: () => new Date(0), sleep: async () => undefined },
    log: { group: (_, body) => body(), say: silent, warn: silent, quote: silent, progress: silent },
    signal: stop.signal,
  }
  return { world, stop, swept }
}

describe('an attempt', () => {
  test.each([
    ['bad-config', new ConfigError([]), 2, []],
    ['bad-setup', new SetupError(words`no engine`, words`Start it.`), 2, []],
    ['interrupted', new InterruptedError('SIGINT'), 130, ['run-1']],
    ['bug', new Error('stray'), 2, ['run-1']],
  ] as const)('that ends by a throw is %s, swept where it cannot have cleared up itself', async (kind, thrown, code, left) => {
    const { world, swept } = smallWorld()
    const ended = await attempt(world, () => Promise.reject(thrown))
    expect(ended).toMatchObject({ kind, error: thrown })
    expect(ended.kind === 'done' ? 0 : failureCode(ended)).toBe(code)
    expect(swept).toEqual(left)
  })

  test('whose clean-up failed too is told by what failed first', async () => {
    const first = new SetupError(words`the engine went away`, words`See why.`)
    const removing = new SetupError(words`the container could not be removed`, words`Remove it.`)
    const ended = await attempt(smallWorld().world, async () => {
      await using stack = new AsyncDisposableStack()
      for (const what of [removing, new Error('and the network')]) stack.defer(() => Promise.reject(what))
      throw first
    })
    expect(ended).toEqual({ kind: 'bad-setup', error: first })
  })

  test('that was stopped is told by why, not by what broke on the way', async () => {
    const { world, stop } = smallWorld()
    stop.abort(new InterruptedError('SIGTERM'))
    expect(await attempt(world, () => Promise.reject(new Error('socket closed')))).toMatchObject({
      kind: 'interrupted',
    })
  })

  test('that was done when it was interrupted stays done', async () => {
    const { world, stop, swept } = smallWorld()
    stop.abort(new InterruptedError('SIGINT'))
    expect(await attempt(world, async () => 'pass')).toEqual({ kind: 'done', value: 'pass' })
    expect(swept).toEqual([])
  })

  test('in which an error went uncaught is a bug, whatever it gave', async () => {
    const { world, stop, swept } = smallWorld()
    stop.abort(new Error('stray'))
    expect(await attempt(world, async () => 'pass')).toMatchObject({ kind: 'bug' })
    expect(swept).toEqual(['run-1'])
  })
})
