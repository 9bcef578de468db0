import { expect, test } from 'vitest'
import { withFakeEngine } from '../test/fake-engine.ts'
import { type ContainerEvent, watchEvents } from './container-events.ts'

test('events are told once each, also those from before the time that was asked for, and the stream is opened again where the last one left it', async () => {
  const since: number[] = []
  const lines = ['start', 'oom', 'die'].map((Action, place) =>
    JSON.stringify({ Action, Actor: { ID: 'a' }, timeNano: (5000 + place) * 1e6 }),
  )
  const heard: ContainerEvent[] = []
  const stop = new AbortController()
  const engine = {
    events: (asked: URL, response: { end(text: string): void }) => {
      since.push(Number(asked.searchParams.get('since')))
      // The first connection breaks after two; the second begins with what was told.
      response.end(`${(since.length === 1 ? lines.slice(0, 2) : lines.slice(1)).join('\n')}\n`)
    },
  }
  await withFakeEngine(engine, async ({ docker }) => {
    const told = (event: ContainerEvent) => {
      heard.push(event)
      if (event.what === 'die') stop.abort()
    }
    await watchEvents({ docker, ids: ['a'], sinceEpochMs: 9000 }, told, stop.signal)
  })
  expect(heard.map(({ what }) => what)).toEqual(['start', 'oom', 'die'])
  expect(since).toEqual([9, 5.001])
})
