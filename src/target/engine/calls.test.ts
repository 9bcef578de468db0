import { describe, expect, it } from 'vitest'
import { endingCallsWith, limitCalls, routeOf, untilAborted } from './calls.ts'

describe('routeOf', () => {
  it.each([
    ['/info', '/info'],
    ['/images/ghcr.io/acme/api:1/json', '/images/…/json'],
    ['/distribution/acme/api@sha256:0/json', '/distribution/…/json'],
    ['/containers/json?all=true', '/containers/json'],
    ['/containers/create?', '/containers/create'],
    ['/containers/0123abc/wait?', '/containers/…/wait'],
    ['/containers/0123abc?force=true', '/containers/…'],
    ['/networks/bridge', '/networks/…'],
  ])('%j is %j', (path, route) => expect(routeOf(path)).toBe(route))
})

/** A client whose calls end only by their signal. */
function silentClient() {
  const modem = {
    dial: (call: { abortSignal?: AbortSignal | undefined }, answer: (error: unknown, value: unknown) => void) =>
      call.abortSignal?.addEventListener('abort', () => answer(new Error('aborted'), null)),
  }
  const get = () =>
    new Promise((resolve, reject) =>
      modem.dial({ method: 'GET', path: '/info' } as object, (error, value) =>
        error ? reject(error) : resolve(value),
      ),
    )
  return { modem, get }
}

describe('a limited call', () => {
  it('ends with the reason of the signal that it is made under, and not of another', async () => {
    const client = silentClient()
    limitCalls(client, 60_000)
    const [mine, other] = [new AbortController(), new AbortController()]
    const call = endingCallsWith(mine.signal, () => client.get())
    const others = endingCallsWith(other.signal, () => client.get())
    mine.abort(new Error('interrupted'))
    await expect(call).rejects.toThrow('interrupted')
    other.abort(new Error('later'))
    await expect(others).rejects.toThrow('later')
  })

  it('is not made at all when that is over', async () => {
    const client = silentClient()
    limitCalls(client, 60_000)
    await expect(endingCallsWith(AbortSignal.abort(new Error('over')), () => client.get())).rejects.toThrow('over')
  })
})

describe('untilAborted', () => {
  it('gives the value, or the reason of the signal also where that is aborted already', async () => {
    const never = new Promise(() => undefined)
    expect(await untilAborted(Promise.resolve(1), new AbortController().signal)).toBe(1)
    await expect(untilAborted(never, AbortSignal.abort(new Error('over')))).rejects.toThrow('over')
    await expect(untilAborted(Promise.reject(new Error('x')), AbortSignal.abort(new Error('over')))).rejects.toThrow(
      'over',
    )
  })
})
