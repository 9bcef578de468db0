import { execFileSync } from 'node:child_process'
import { lstatSync, readdirSync } from 'node:fs'
import type { EngineName, StageLoad } from '../../model/config.ts'
import type { StageSamples } from '../../model/samples.ts'
import { createLoad } from '../worker-load.ts'
import { connections, job, rate, request, runOne, users } from './job.ts'

// A process of its own, since a limit once lowered stays: has a server at a port (first argument) loaded when there is room for so many more open files (second),
// and prints what each engine gave for each kind of load.

const [port, room] = process.argv.slice(2).map(Number)
if (port === undefined || room === undefined) throw new Error('A port and a number of files are needed.')
const endpoint = { host: '127.0.0.1', port, replica: 1 }

const CASES: readonly { readonly engine: EngineName; readonly load: StageLoad }[] = [
  { engine: 'autocannon', load: connections(4) },
  { engine: 'undici', load: connections(4) },
  { engine: 'undici', load: users(4) },
  { engine: 'undici', load: rate(1000, { maxInFlight: 4 }) },
]

/** So that exactly `room` more files can be opened: new ones get the lowest numbers that are free. */
function leaveRoom(): void {
  // What the reading itself had open is gone by now.
  const isOpen = (file: string) => lstatSync(`/proc/self/fd/${file}`, { throwIfNoEntry: false }) !== undefined
  const open = new Set(readdirSync('/proc/self/fd').filter(isOpen).map(Number))
  let limit = 0
  for (let left = room ?? 0; left > 0 || open.has(limit); limit++) if (!open.has(limit)) left--
  execFileSync('prlimit', ['--pid', String(process.pid), `--nofile=${limit}:${limit}`])
}

await using load = createLoad({ workerUrl: new URL('../worker.ts', import.meta.url) })
const run = ({ engine, load: kind }: (typeof CASES)[number], durationMs: number): Promise<StageSamples> =>
  runOne(load, job(endpoint, [request('/5')], { load: kind, durationMs }, { engine }))
// What is opened once is open before the limit is lowered.
for (const one of CASES) await run(one, 50)
leaveRoom()
const samples: StageSamples[] = []
for (const one of CASES) samples.push(await run(one, room === 0 ? 20_000 : 600))
process.stdout.write(JSON.stringify(samples))
