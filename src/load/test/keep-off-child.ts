import { readdirSync, readFileSync } from 'node:fs'
import { createLoad } from '../worker-load.ts'
import { connections, job, request, runOne } from './job.ts'
import { startKnownServer } from './known-server.ts'

// A process of its own, since what it does to itself cannot be undone by others: keeps its load off a core, and prints where its threads may run then and after a stage.

const core = Number(process.argv[2])

function allowed(): readonly string[] {
  return readdirSync('/proc/self/task').map((thread) => {
    const status = readFileSync(`/proc/self/task/${thread}/status`, 'utf8')
    return /^Cpus_allowed_list:\s*(\S+)/m.exec(status)?.[1] ?? ''
  })
}

await using load = createLoad({ workerUrl: new URL('../worker.ts', import.meta.url) })
const left = await load.keepOff([core])
const then = allowed()
await using server = await startKnownServer({})
const stage = job(server.endpoint, [request('/')], { load: connections(2), durationMs: 100 }, { threads: 2 })
const { generator } = await runOne(load, stage)
process.stdout.write(JSON.stringify({ left, then, later: allowed(), threads: generator.threads }))
