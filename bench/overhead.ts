import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { buildImage } from '../fixtures/images.ts'
import { createRunner } from '../fixtures/runner.ts'
import { LoadThread } from '../src/load/thread/load-thread.ts'
import { withHeatServer } from '../src/load/thread/with-heat-server.ts'
import { decodeResult } from '../src/model/result/result.ts'
import { median } from './median.ts'
import { WORKER_URL } from './ours/run-job.ts'
import { printGoal } from './print/goal.ts'
import { printMachine } from './print/machine.ts'
import { printTable } from './print/table.ts'
import { updateReadme } from './print/update-readme.ts'

/**
 * What perf-gate itself costs around the load: from its start to the first request under load, without pull, readiness and the heating of the generator,
 * and from the last answer to its exit; the time to the action's first line; the size of dist/. Runs the bundled action on the knob image, five times.
 */
const { values } = parseArgs({ options: { 'update-readme': { type: 'boolean', default: false } } })
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
    if (loadAt === 0 && chunk.toString().includes('round 1 of 1, steady:'))
      loadAt = performance.now() - FIRST_PROGRESS_MS
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

/** Once a run, for each engine and load model that it uses. */
async function measureHeating(): Promise<number> {
  const thread = new LoadThread(WORKER_URL)
  try {
    const begun = performance.now()
    await withHeatServer(WORKER_URL, async (endpoint) => {
      await thread.heat({ engine: 'autocannon', model: 'connections', endpoint }, AbortSignal.timeout(60_000))
    })
    return performance.now() - begun
  } finally {
    await thread.end()
  }
}

const image = await buildImage('knob')
const runs: Times[] = []
const heatings: number[] = []
for (let run = 0; run < REPEATS; run++) {
  runs.push(await measureOnce(image))
  heatings.push(await measureHeating())
}
const bytes = readdirSync(dist).reduce((sum, name) => sum + statSync(join(dist, name)).size, 0)

printMachine()
printTable(
  runs.map(({ firstLineMs, toLoadMs, toExitMs }, run) => ({
    'first line (ms)': Math.round(firstLineMs),
    'start to load (ms)': Math.round(toLoadMs),
    'heating (ms)': Math.round(heatings[run] ?? Number.NaN),
    'load to exit (ms)': Math.round(toExitMs),
  })),
)

function goal(what: string, figure: number, most: number, unit: string): void {
  printGoal(what, `${figure.toFixed(2)} ${unit}`, figure <= most)
}
const medianSeconds = (of: (run: Times) => number) => median(runs.map(of)) / 1000
const beforeLoad = medianSeconds((run) => run.toLoadMs)
const heating = median(heatings) / 1000
goal(
  'from start to first load, without pull, readiness and heating, at most 3 s (median)',
  beforeLoad - heating,
  3,
  's',
)
goal('heating of a generator, once for an engine and load model, at most 4 s (median)', heating, 4, 's')
goal(
  'from last load to exit, at most 2 s (median)',
  medianSeconds((run) => run.toExitMs),
  2,
  's',
)
goal(
  'from start to first line, under 0.7 s (median)',
  medianSeconds((run) => run.firstLineMs),
  0.7,
  's',
)
goal('dist/ in all, under 8 MB', bytes / 1e6, 8, 'MB')
if (values['update-readme']) updateReadme('overhead')
