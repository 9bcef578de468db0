import { execFile } from 'node:child_process'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { request } from '../test/job.ts'
import { GeneratorMeter } from './generator-meter.ts'
import { StageRecorder } from './stage-recorder.ts'

const STILL = new Int32Array(new SharedArrayBuffer(4))
const HELD_UP_MS = 30

/** Holds up this thread's loop so many times, without using its core. */
async function holdUp(times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    Atomics.wait(STILL, 0, 0, HELD_UP_MS)
    await nextTurn()
  }
}

test('tells how long the event loop was held up', async () => {
  const [idle, heldUp] = [new GeneratorMeter(), new GeneratorMeter()]
  idle.begin()
  await sleep(200)
  idle.pause()
  heldUp.begin()
  await sleep(5)
  await holdUp(7)
  await sleep(5)
  heldUp.pause()
  expect(heldUp.figures().loopLagP99Ms).toBeGreaterThan(HELD_UP_MS - 3)
  expect(idle.figures().loopLagP99Ms).toBeLessThan(heldUp.figures().loopLagP99Ms / 2)
  // Held up is not busy.
  expect(heldUp.figures().cpuShare).toBeLessThan(0.5)
})

test('does not take what lies between two stretches for a delay, or for work', async () => {
  const meter = new GeneratorMeter()
  for (let stretch = 0; stretch < 5; stretch++) {
    meter.begin()
    await sleep(20)
    meter.pause()
    await sleep(100)
  }
  expect(meter.figures().loopLagP99Ms).toBeLessThan(50)
  const busy = new GeneratorMeter()
  busy.begin()
  for (const until = performance.now() + 100; performance.now() < until; );
  busy.pause()
  await sleep(300)
  busy.begin()
  busy.pause()
  expect(busy.figures().cpuShare + (busy.figures().runDelayShare ?? 0)).toBeGreaterThan(0.8)
})

/** Uses the core for so long, or waits for it. */
function work(ms: number): void {
  for (const until = performance.now() + ms; performance.now() < until; );
}

function atWork(meter: GeneratorMeter): number {
  const { cpuShare, runDelayShare } = meter.figures()
  return cpuShare + (runDelayShare ?? 0)
}

test('measures from when all users were there until nothing more was sent', async () => {
  const meter = new GeneratorMeter()
  const recorder = new StageRecorder([request('/')], 100, { meter })
  meter.begin()
  await sleep(5)
  await holdUp(7)
  await sleep(100)
  recorder.reached('spawned')
  await sleep(5)
  work(200)
  recorder.reached('all-sent')
  await sleep(300)
  meter.pause()
  expect(atWork(meter)).toBeGreaterThan(0.8)
  expect(atWork(meter)).toBeLessThan(1.05)
})

test('what was before all users were there holds up nobody', async () => {
  const meter = new GeneratorMeter()
  meter.begin()
  await sleep(5)
  await holdUp(7)
  meter.beginAnew()
  await sleep(200)
  meter.pause()
  expect(meter.figures().loopLagP99Ms).toBeLessThan(HELD_UP_MS - 3)
})

test.each([
  { of: 'mean', from: 0.2, to: 0.6 },
  { of: 'busiest-second', from: 0.85, to: 1.05 },
] as const)('of a second of work in three it tells the $of', async ({ of, from, to }) => {
  const meter = new GeneratorMeter({ of })
  meter.begin()
  for (let look = 0; look < 12; look++) {
    if (look >= 4 && look < 8) work(260)
    else await sleep(250)
    meter.look()
  }
  meter.pause()
  expect(atWork(meter)).toBeGreaterThan(from)
  expect(atWork(meter)).toBeLessThan(to)
})

test('of less than a second there is nothing but the mean', async () => {
  const meter = new GeneratorMeter({ of: 'busiest-second' })
  meter.begin()
  work(100)
  meter.look()
  await sleep(100)
  meter.pause()
  expect(atWork(meter)).toBeGreaterThan(0.3)
  expect(atWork(meter)).toBeLessThan(0.8)
})

test('keeps the worst of its stretches', async () => {
  const meter = new GeneratorMeter()
  for (const times of [0, 5, 0]) {
    meter.begin()
    await sleep(10)
    await holdUp(times)
    await sleep(10)
    meter.pause()
  }
  expect(meter.figures().loopLagP99Ms).toBeGreaterThan(HELD_UP_MS - 3)
})

test('tells how long a thread waited for the core that it shares with another', async () => {
  const child = fileURLToPath(new URL('../test/shared-core-child.ts', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [child])
  const { cpuShare, runDelayShare } = JSON.parse(stdout) as { cpuShare: number; runDelayShare: number | null }
  if (runDelayShare === null) return
  expect(runDelayShare).toBeGreaterThan(0.3)
  expect(cpuShare + runDelayShare).toBeGreaterThan(0.9)
})
