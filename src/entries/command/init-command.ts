import { randomUUID } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { ComposeTarget } from '../../config/compose/compose-order.ts'
import { readCompose } from '../../config/compose/read-compose.ts'
import { readDraft } from '../../config/draft/read-draft.ts'
import { writeDraft } from '../../config/draft/write-draft.ts'
import { integer, image as readImageName } from '../../config/schema/scalars.ts'
import { systemClock } from '../../host/clock.ts'
import { onInterrupt } from '../../host/interrupts.ts'
import { catchStrayErrors } from '../../host/stray-errors.ts'
import type { Draft, DraftTarget } from '../../model/draft.ts'
import { ConfigError, SetupError } from '../../model/errors.ts'
import { outside, plainText, type Words, words } from '../../model/outside.ts'
import type { Parsed } from '../../model/parsed.ts'
import { EXAMPLE_REQUEST, indexRequest } from '../../model/suggest/known-requests.ts'
import { createTargets } from '../../target/targets.ts'
import { type AttemptWorld, attempt } from '../attempt/attempt.ts'
import { version } from '../version.ts'
import { type Flags, UsageError } from './flags.ts'
import { learnImage } from './learn-image.ts'
import { tellBug, tellFailure } from './tell-failure.ts'
import { commandLog } from './terminal.ts'

/** `perf-gate init`: writes a starting configuration. What it does is told on standard error. */
export async function initCommand(flags: Flags): Promise<number> {
  const output = flags.text('output') ?? 'perf-gate.yml'
  if (output !== '-') refuseOverwriting(output, flags.given('force'))
  const known = await readKnown(flags)
  const log = commandLog()
  const strays = catchStrayErrors(tellBug)
  const world: AttemptWorld = {
    runId: randomUUID(),
    targets: createTargets({ perfGateVersion: version, env: process.env }),
    clock: systemClock,
    log,
    signal: AbortSignal.any([onInterrupt(), strays.signal]),
  }
  const ended = await attempt(world, () => complete(known, world, flags.text('compose') !== null))
  strays.over()
  log.clear()
  if (ended.kind !== 'done') return tellFailure(ended, process.stderr)
  await write(output, ended.value, flags.given('force'))
  const next = words`Read it through, then run: perf-gate run${output === 'perf-gate.yml' ? '' : words` --config ${outside(output)}`}`
  if (output !== '-') log.say(words`Wrote ${outside(output)}. ${next}`)
  return 0
}

function refuseOverwriting(output: string, force: boolean): void {
  const path = resolve(output)
  if (!existsSync(path)) return
  if (statSync(path).isDirectory()) throw new UsageError(`"${output}" is a directory. Name a file by --output.`)
  if (!force)
    throw new UsageError(`"${output}" is there already. Replace it by --force, or name another file by --output.`)
}

/** What the flags say, and what the compose file says about the service. Throws UsageError and ConfigError. */
async function readKnown(flags: Flags): Promise<ComposeTarget> {
  const image = checked(flags, 'image', readImageName)
  const port = checked(flags, 'port', integer(1, 65_535))
  const compose = flags.text('compose')
  const service = flags.text('service')
  if (compose === null) {
    if (service !== null) throw new UsageError('"--service" needs the compose file that it is in: add --compose FILE.')
    if (image === null) throw new UsageError('Nothing to start from: give --image IMAGE or --compose FILE.')
    return { target: { ...NOTHING, image, port }, notes: [] }
  }
  const text = await readText(compose)
  const { target, notes } = readCompose({ text, name: compose, service, image, env: process.env })
  return { target: { ...target, port: port ?? target.port }, notes }
}

const NOTHING: Omit<DraftTarget, 'image'> = {
  port: null,
  cpus: null,
  memory: null,
  ready: null,
  env: [],
  command: null,
  entrypoint: null,
  user: null,
}

/** A flag's text, once it is known to be good. */
function checked(flags: Flags, name: string, read: (text: string) => Parsed<unknown>): string | null {
  const text = flags.text(name)
  const result = text === null ? null : read(text)
  if (result?.state === 'wrong') throw new UsageError(`--${name}: ${plainText(result.text)}. ${plainText(result.fix)}`)
  return text
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new UsageError(`The compose file "${path}" cannot be read (${why}). Give its path by --compose.`)
  }
}

/** The draft with what the started image shows. What a compose file says is worth writing also where the image cannot be started here. */
async function complete({ target, notes }: ComposeTarget, world: AttemptWorld, mayBeUnknown: boolean): Promise<Draft> {
  const draft: Draft = { target, notes, requests: [indexRequest(200), EXAMPLE_REQUEST] }
  try {
    const { target: spec } = readDraft(draft, 'perf-gate.yml', process.env)
    const learned = await learnImage(world, spec)
    const ready = target.ready ?? learned.readyPath
    return { target: { ...target, ready }, requests: learned.requests, notes: [...notes, ...learned.notes] }
  } catch (error) {
    world.signal.throwIfAborted()
    const why = mayBeUnknown ? whyNotStarted(error) : null
    if (why === null) throw error
    world.log.warn(words`The image could not be started: ${why}. Nothing of it was checked.`)
    return { ...draft, notes: [...notes, words`Not checked, because the image could not be started: ${why}.`, GUESSED] }
  }
}

const GUESSED: Words = words`The request below is a guess: write those that the callers send.`

/** `null`: something else went wrong. */
function whyNotStarted(error: unknown): Words | null {
  if (error instanceof SetupError) return error.text
  return error instanceof ConfigError ? (error.problems[0]?.text ?? null) : null
}

async function write(output: string, draft: Draft, force: boolean): Promise<void> {
  const text = writeDraft(draft)
  if (output === '-') {
    process.stdout.write(text)
    return
  }
  const path = resolve(output)
  try {
    await mkdir(dirname(path), { recursive: true })
    // A file that has come to be since the start is not replaced either.
    await writeFile(path, text, { flag: force ? 'w' : 'wx' })
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new UsageError(`"${output}" cannot be written (${why}). Name another file by --output.`)
  }
}
