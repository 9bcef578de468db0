import { expect, test } from 'vitest'
import { Curve } from './curve.ts'
import { type Piece, WindowRecorder } from './window-recorder.ts'

function piece(window: number, micros: readonly number[], given: Partial<Piece> = {}): Piece {
  return { window, micros: Uint32Array.from(micros), failed: 0, spawnOk: 0, spawnFailed: 0, ...given }
}

test('reads percentiles after the threads are merged', () => {
  const curve = new Curve(2, 100)
  curve.add(0, { upToMs: 100, pieces: [piece(0, [1000, 1000, 1000])] })
  curve.add(1, { upToMs: 100, pieces: [piece(0, [2000], { failed: 2 })] })
  expect(curve.end(0)).toEqual([{ fromMs: 0, ok: 4, failed: 2, p50Micros: 1000, p95Micros: 2000, p99Micros: 2000 }])
})

test('closes a window when no thread will add to it any more', () => {
  const curve = new Curve(2, 100)
  expect(curve.add(0, { upToMs: 250, pieces: [piece(0, [5]), piece(2, [], { failed: 1 })] })).toEqual([])
  expect(curve.add(1, { upToMs: 150, pieces: [piece(0, [7], { failed: 1 })] })).toEqual([
    { fromMs: 0, toMs: 100, attempts: 3, failed: 1 },
  ])
  expect(curve.add(1, { upToMs: 200, pieces: [] })).toEqual([{ fromMs: 100, toMs: 200, attempts: 0, failed: 0 }])
  expect([curve.okSoFar, curve.failedSoFar]).toEqual([2, 2])
})

test('does not wait for a thread that is done, until the next turn', () => {
  const curve = new Curve(2, 100)
  curve.resume(0)
  curve.add(0, { upToMs: 30, pieces: [piece(0, [5])] })
  curve.add(1, { upToMs: 250, pieces: [piece(0, [7]), piece(1, [], { failed: 1 })] })
  expect(curve.done(0).map(({ toMs, attempts }) => [toMs, attempts])).toEqual([
    [100, 2],
    [200, 1],
  ])
  expect(curve.add(1, { upToMs: 310, pieces: [piece(2, [], { failed: 2 })] })).toMatchObject([{ toMs: 300, failed: 2 }])
  expect(curve.done(1)).toEqual([])
  curve.resume(320)
  expect(curve.add(0, { upToMs: 450, pieces: [piece(3, [5])] })).toEqual([])
  expect(curve.add(1, { upToMs: 420, pieces: [piece(3, [5])] })).toMatchObject([{ toMs: 400, attempts: 2 }])
})

test('tells empty windows too, and the last where something fell into it', () => {
  const curve = new Curve(1, 100)
  curve.add(0, { upToMs: 250, pieces: [piece(0, [10]), piece(2, [30])] })
  expect(curve.end(0).map(({ fromMs, ok, p50Micros }) => [fromMs, ok, p50Micros])).toEqual([
    [0, 1, 10],
    [100, 0, null],
    [200, 1, 30],
  ])
})

test('leaves out the spawn phase, of which only the abort rule hears', () => {
  const curve = new Curve(1, 100)
  const closed = curve.add(0, {
    upToMs: 300,
    pieces: [piece(0, [], { spawnFailed: 3, spawnOk: 1 }), piece(1, [10], { spawnOk: 2 })],
  })
  expect(closed.map(({ attempts, failed }) => [attempts, failed])).toEqual([
    [4, 3],
    [3, 0],
    [0, 0],
  ])
  expect(curve.end(150).map(({ fromMs, ok, failed }) => [fromMs, ok, failed])).toEqual([
    [100, 1, 0],
    [200, 0, 0],
  ])
  expect([curve.okSoFar, curve.failedSoFar]).toEqual([1, 0])
})

test('has its p95 of all closed windows', () => {
  const curve = new Curve(1, 100)
  expect(curve.p95Ms()).toBeNull()
  curve.add(0, { upToMs: 200, pieces: [piece(0, Array(19).fill(1000)), piece(1, [5000])] })
  expect(curve.p95Ms()).toBe(1)
})

test('a thread hands its outcomes over once, window by window, however many', () => {
  const recorder = new WindowRecorder(100)
  for (let nth = 0; nth < 3000; nth++) recorder.ok(nth, 50)
  recorder.failed(99)
  const first = recorder.gather(99.5)
  recorder.ok(7, 99.9)
  recorder.failed(250)
  recorder.spawned('failed', 260)
  const second = recorder.gather(270)
  expect(first.pieces.map(({ window, micros, failed }) => [window, micros.length, micros.at(-1), failed])).toEqual([
    [0, 3000, 2999, 1],
  ])
  expect(second).toEqual({ upToMs: 270, pieces: [piece(0, [7]), piece(2, [], { failed: 1, spawnFailed: 1 })] })
  expect(recorder.gather(280).pieces).toEqual([])
})
