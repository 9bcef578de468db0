import { expect, test } from 'vitest'
import { NextTurn } from './next-turn.ts'

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

test('acts after one turn, or after two', async () => {
  const done: string[] = []
  new NextTurn().afterReading(() => done.push('read'))
  new NextTurn().afterPoll(() => done.push('polled'))
  expect(done).toEqual([])
  await turn()
  expect(done).toEqual(['read'])
  await turn()
  expect(done).toEqual(['read', 'polled'])
})

test('does one thing at a time, and nothing when it was cleared', async () => {
  const done: string[] = []
  const next = new NextTurn()
  next.afterReading(() => done.push('first'))
  next.afterReading(() => done.push('second'))
  await turn()
  expect(done).toEqual(['first'])
  next.afterPoll(() => done.push('third'))
  await turn()
  next.clear()
  await turn()
  expect(done).toEqual(['first'])
})
