import { Worker } from 'node:worker_threads'
import { GeneratorMeter } from '../record/generator-meter.ts'
import { allowedCores, keepOff } from '../thread/keep-off.ts'

// A process of its own, since what it does to itself cannot be undone by others: two of its threads are busy on one core, and one of them prints what its meter says.

await keepOff((await allowedCores()).slice(1))
const other = new Worker('for (;;);', { eval: true })
await new Promise((resolve) => other.once('online', resolve))
const meter = new GeneratorMeter()
meter.begin()
for (const until = performance.now() + 600; performance.now() < until; );
meter.pause()
process.stdout.write(JSON.stringify(meter.figures()))
await other.terminate()
