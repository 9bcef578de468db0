import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { attempt, failureCode } from '../src/entries/attempt/attempt.ts'
import { tellFailure } from '../src/entries/command/tell-failure.ts'
import { commandLog } from '../src/entries/command/terminal.ts'
import { systemClock } from '../src/host/clock.ts'
import { onInterrupt } from '../src/host/interrupts.ts'
import { createTargets } from '../src/target/targets.ts'
import { updateReadme } from './print/update-readme.ts'
import { benchArrivals } from './verdict/arrivals.ts'
import { readCorpus } from './verdict/corpus.ts'
import { KIND_IDS, parseKinds } from './verdict/kinds.ts'
import { type RecordOrder, record } from './verdict/record.ts'
import type { GateWorld } from './verdict/record-gate.ts'
import { replay } from './verdict/replay.ts'
import { benchTurns, type TurnsOrder } from './verdict/turns.ts'

const SETUP = fileURLToPath(new URL('../scripts/setup', import.meta.url))

/**
 * Whether a verdict can be believed. Without options: plays our rule and those of others on the recorded gates, in seconds and without an engine.
 *
 *   node bench/verdict.ts [--replay] [--update-readme] [--corpus FILE]
 *   node bench/verdict.ts --record [--minutes 60] [--gates N] [--kinds aa,plus5,plus10,minus10] [--rounds 12] [--long-turns 12] [--corpus FILE]
 *   node bench/verdict.ts --turns [--rounds 8] [--cpus 1,0.5] [--update-readme]
 *   node bench/verdict.ts --arrivals [--rounds 8] [--update-readme]
 */
const { values } = parseArgs({
  options: {
    replay: { type: 'boolean', default: false },
    record: { type: 'boolean', default: false },
    turns: { type: 'boolean', default: false },
    arrivals: { type: 'boolean', default: false },
    'update-readme': { type: 'boolean', default: false },
    corpus: { type: 'string', default: fileURLToPath(new URL('./verdict/corpus.jsonl', import.meta.url)) },
    minutes: { type: 'string', default: '60' },
    gates: { type: 'string', default: 'Infinity' },
    kinds: { type: 'string', default: KIND_IDS.join(',') },
    rounds: { type: 'string' },
    'long-turns': { type: 'string', default: '12' },
    cpus: { type: 'string', default: '1,0.5' },
  },
})

if (values.record) await live((world) => record(world, recordOrder()))
else if (values.turns) {
  await live(async (world) => {
    await benchTurns(world, turnsOrder())
    if (values['update-readme']) updateReadme('turns')
  })
} else if (values.arrivals) {
  await live(async (world) => {
    await benchArrivals(world, number('rounds', values.rounds ?? '8'))
    if (values['update-readme']) updateReadme('arrivals')
  })
} else {
  replay(readCorpus(values.corpus))
  if (values['update-readme']) updateReadme('verdict')
}

function recordOrder(): RecordOrder {
  return {
    path: values.corpus,
    kinds: parseKinds(values.kinds),
    minutes: number('minutes', values.minutes),
    gates: number('gates', values.gates),
    rounds: number('rounds', values.rounds ?? '12'),
    longTurns: number('long-turns', values['long-turns']),
  }
}

function turnsOrder(): TurnsOrder {
  return {
    cpus: values.cpus.split(',').map((limit) => number('cpus', limit)),
    rounds: number('rounds', values.rounds ?? '8'),
  }
}

function number(option: string, text: string): number {
  const value = Number(text)
  if (!(value >= 0)) throw new Error(`--${option}: expected a number, got '${text}'`)
  return value
}

/** With a real engine. Whatever is left by what broke, or was interrupted, is removed. */
async function live(body: (world: GateWorld) => Promise<void>): Promise<void> {
  execFileSync(SETUP, ['engine'], { stdio: 'inherit' })
  const targets = createTargets({ perfGateVersion: '0.0.0-bench', env: process.env })
  const log = commandLog()
  const world = { targets, clock: systemClock, log, signal: onInterrupt(), runId: `bench-verdict-${randomUUID()}` }
  const ended = await attempt(world, () => body(world))
  log.clear()
  if (ended.kind === 'done') return
  tellFailure(ended, process.stderr)
  process.exitCode = failureCode(ended)
}
