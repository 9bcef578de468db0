import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildImage } from '../fixtures/images.ts'
import { createRunner } from '../fixtures/runner.ts'
import { decodeResult } from '../src/model/result/result.ts'

/**
 * What perf-gate itself costs around the load: from its start to the first request under load, without pull and readiness, and from the last
 * answer to its exit; the time to the action's first line; the size of dist/. Runs the bundled action on the knob image, five times.
 */
const dist = fileURLToPath(new URL('../dist/', import.meta.url))
const REPEATS = 5
const STAGE_MS = 1000
/** The first line about a stage comes so long after its load has begun. */
const FIRST_PROGRESS_MS = 250

const config = (image: string) => `
target: { image: "${image}", cpus: 1, memory: 256MiB, ready: /health, env: { LATENCY_MS: 5, SLOTS: 4 } }
requests: [{ name: index, path: / }]
stages: [{ name: steady, connections: 4, duration: ${STAGE_MS}ms }]
rounds: 1
`

type Times = { readonly firstLineMs: number; readonly toLoadMs: number; readonly toExitMs: number }

async function measureOnce(image: string): Promise<Times> {
  await using runner = await createRunner({ files: { 'perf-gate.yml': config(image) } })
  const env = { ...process.env, INPUT_CONFIG: 'perf-gate.yml', GITHUB_WORKSPACE: runner.workspace }
  const begun = performance.now()
  const child = spawn(process.execPath, [join(dist, 'action.js')], {
    cwd: runner.workspace,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let firstLineMs = 0
  let loadAt = 0
  child.stdout.on('data', (chunk: Buffer) => {
    firstLineMs ||= performance.now() - begun
    if (loadAt === 0 && chunk.toString().includes('round 1 of 1')) loadAt = performance.now() - FIRST_PROGRESS_MS
  })
  const [code] = (await once(child, 'close')) as [number]
  const ended = performance.now()
  if (code !== 0) throw new Error(`the action ended with ${code}`)
  const result = decodeResult(readFileSync(join(runner.workspace, 'perf-gate-result.json'), 'utf8'))
  const start = result.evidence[0]?.starts[0]
  if (start?.state !== 'ready' || loadAt === 0) throw new Error('the run has no load')
  const stageMs = (start.stages[0]?.seconds ?? 0) * 1000
  return { firstLineMs, toLoadMs: loadAt - begun - start.startupMs, toExitMs: ended - loadAt - stageMs }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

const image = await buildImage('knob')
const runs: Times[] = []
for (let run = 0; run < REPEATS; run++) runs.push(await measureOnce(image))
const bytes = readdirSync(dist).reduce((sum, name) => sum + statSync(join(dist, name)).size, 0)

console.log(
  `machine: ${cpus()[0]?.model}, ${cpus().length} cores, ${Math.round(totalmem() / 1024 ** 3)} GiB, kernel ${release()}, Node ${process.version}`,
)
console.table(
  runs.map(({ firstLineMs, toLoadMs, toExitMs }) => ({
    'first line (ms)': Math.round(firstLineMs),
    'start to load (ms)': Math.round(toLoadMs),
    'load to exit (ms)': Math.round(toExitMs),
  })),
)

function goal(what: string, figure: number, most: number, unit: string): void {
  console.log(`goal: ${what}: ${figure.toFixed(2)} ${unit} (${figure <= most ? 'met' : 'missed'})`)
}
goal(
  'from start to first load, without pull and readiness, at most 3 s (median)',
  median(runs.map((run) => run.toLoadMs)) / 1000,
  3,
  's',
)
goal('from last load to exit, at most 2 s (median)', median(runs.map((run) => run.toExitMs)) / 1000, 2, 's')
goal('from start to first line, under 0.7 s (median)', median(runs.map((run) => run.firstLineMs)) / 1000, 0.7, 's')
goal('dist/ in all, under 8 MB', bytes / 1e6, 8, 'MB')
