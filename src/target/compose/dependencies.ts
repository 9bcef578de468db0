import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Ms } from '../../model/config.ts'
import type { Dependencies } from '../../model/container-spec.ts'
import type { SetupError } from '../../model/errors.ts'
import { mask, secretsOf } from '../../model/mask.ts'
import { outside, words } from '../../model/outside.ts'
import { formatMs } from '../../model/units.ts'
import type { RunId, Scope } from '../../ports.ts'
import { splitLines } from '../container/container-log.ts'
import { readExitCode } from '../container/death-events.ts'
import { endingCallsWith } from '../engine/calls.ts'
import type { Engine } from '../engine/engine.ts'
import { readEngineError } from '../engine/error.ts'
import { graceAfter } from '../engine/grace.ts'
import { sweepLeftovers } from '../sweep.ts'
import { type ComposeEnd, runCompose } from './command.ts'
import { explainCompose, explainNoCompose, explainService } from './dependencies-failure.ts'
import { composeEnv } from './env.ts'
import {
  type ComposeModel,
  readComposeModel,
  readEnvironment,
  readOneShots,
  readPasswords,
  readVariables,
} from './model.ts'
import { composeOverride } from './override.ts'
import { type ComposedProject, projectNetworks, serviceStates } from './project-containers.ts'
import { projectName } from './project-name.ts'
import {
  findCulprit,
  findGone,
  findRestarted,
  findTrouble,
  isReady,
  restartTrouble,
  type ServiceState,
  stillRuns,
} from './service-trouble.ts'

export type DependenciesOrder = {
  readonly dependencies: Dependencies
  readonly runId: RunId
  /** Of the run (`makeLabels`). */
  readonly labels: Readonly<Record<string, string>>
  readonly engine: Engine
  readonly env: NodeJS.ProcessEnv
  /** To be replaced in what compose and the services say. */
  readonly secrets: readonly string[]
  /** Cores of a service that names none; `null`: any. */
  readonly sharedCores: readonly number[] | null
  /** What the services may take until they are healthy. */
  readonly healthyWithinMs?: Ms
}

/** Dependencies that are up. Disposing takes them down; twice is allowed. */
export type Surroundings = AsyncDisposable & {
  /** The engine networks that the services are in, by name. A container that joins them finds the services by their names. */
  readonly networks: readonly string[]
  /** To be called before a target is started. Throws SetupError where a service is lost by then. */
  watch(): Promise<SurroundingsWatch>
}
/** From the start of a target on. */
export type SurroundingsWatch = {
  /** Throws SetupError where a service has not run all the time: what was measured meanwhile says nothing of the target. */
  assertWell(): Promise<void>
}
/** Where nothing is needed. */
export const NO_SURROUNDINGS: Surroundings = {
  networks: [],
  watch: async () => ({ assertWell: async () => undefined }),
  [Symbol.asyncDispose]: async () => undefined,
}

const HEALTHY_WITHIN_MS = 300_000
const LOOKED_AT_EVERY_MS = 200
/** What needs no service and no pull. */
const SHORT_WORK_MS = 60_000
/** What a service gets between SIGTERM and SIGKILL. */
const STOP_SECONDS = '2'
/** When to sweep after a compose that was killed: the engine goes on for a moment with what it was asked, and networks take their time. */
const SWEPT_AFTER_KILL_MS: readonly Ms[] = [0, 500, 1000]

/**
 * Brings up services of a compose file, and what they depend on, by the real `docker compose`, as a project of this run alone. Returns when
 * they are healthy (those without a health check: when they run; those for whose end others wait: when they have ended). Pulls and builds may take as long as they need.
 * Throws SetupError when they do not come up, and the signal's reason when aborted. Then nothing of them is left.
 */
export async function bringUp(order: DependenciesOrder, scope: Scope): Promise<Surroundings> {
  const project = new ComposeProject(order, scope)
  const { services } = order.dependencies
  scope.log.say(words`Bringing up ${outside(services.join(', '))} with docker compose …`)
  const beganMs = scope.clock.now()
  try {
    const networks = await project.up()
    scope.log.say(words`Dependencies are up after ${formatMs(scope.clock.now() - beganMs)}`)
    return { networks, watch: () => project.watch(), [Symbol.asyncDispose]: () => project.down() }
  } catch (thrown) {
    await project.down()
    scope.signal.throwIfAborted()
    throw thrown
  }
}

class ComposeProject {
  readonly #order: DependenciesOrder
  readonly #scope: Scope
  readonly #name: string
  /** For the clean-up after an abort. */
  readonly #grace: AbortSignal
  #secrets: readonly string[]
  /** Services that have to end. */
  #oneShots: ReadonlySet<string> = new Set()
  /** The services when all of them were up. */
  #up: readonly ServiceState[] = []
  /** Compose was killed in the middle of its work. */
  #wasCut = false
  #down: Promise<void> | null = null

  constructor(order: DependenciesOrder, scope: Scope) {
    this.#order = order
    this.#scope = scope
    this.#name = projectName(order.runId)
    this.#grace = graceAfter(scope.signal)
    this.#secrets = order.secrets
  }

  /** The names of the networks that the services are in. */
  async up(): Promise<readonly string[]> {
    const { composeFile, services } = this.#order.dependencies
    const model = await this.#readModel()
    const folder = await mkdtemp(join(tmpdir(), 'perf-gate-compose-'))
    try {
      const override = join(folder, 'override.json')
      await writeFile(override, composeOverride(model, { project: this.#name, ...this.#order }))
      const up = ['--file', composeFile, '--file', override, 'up']
      // First what takes as long as it needs: pulls and builds.
      await this.#run([...up, '--no-start', '--quiet-pull', ...services], null)
      await this.#start([...up, '--detach', '--no-build', ...services])
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
    this.#up = await serviceStates(this.#project)
    return await projectNetworks(this.#project)
  }

  async watch(): Promise<SurroundingsWatch> {
    const before = await this.#look()
    return {
      assertWell: async () => {
        const now = await this.#look()
        if (before !== null && now !== null) await this.#assertNoRestart(before, now)
      },
    }
  }

  async #assertNoRestart(before: readonly ServiceState[], now: readonly ServiceState[]): Promise<void> {
    for (const state of findRestarted(before, now)) {
      const startedAt = before.find(({ id }) => id === state.id)?.startedAt ?? state.startedAt
      const exitCode = await readExitCode(this.#order.engine, state.id, Date.parse(startedAt))
      const trouble = restartTrouble(state, exitCode)
      if (trouble !== null) throw await explainService(trouble, this.#project)
    }
  }

  /** Throws where one of those that were up is lost. `null` where nobody can say: an engine that does not answer is told by those who need its answer. */
  async #look(): Promise<readonly ServiceState[] | null> {
    if (this.#down !== null || this.#scope.signal.aborted) return null
    const now = await serviceStates(this.#project).catch(() => null)
    const gone = now && findGone(this.#up, now)
    if (gone) throw await explainService(gone, this.#project)
    return now
  }

  async #readModel(): Promise<ComposeModel> {
    const { composeFile, services } = this.#order.dependencies
    await this.#checkCompose()
    const end = await this.#run(['--file', composeFile, 'config', '--format', 'json', ...services], SHORT_WORK_MS)
    const whole = await this.#run(
      ['--file', composeFile, 'config', '--format', 'json', '--no-interpolate'],
      SHORT_WORK_MS,
    )
    this.#oneShots = readOneShots(whole.stdout)
    const model = readComposeModel(end.stdout)
    const given = await this.#readGiven(readVariables(whole.stdout, [...model.services.keys()]))
    const ofServices = [...model.services.values()].flatMap(({ env }) => Object.values(env))
    this.#hide([...ofServices, ...Object.values(given), ...readPasswords(end.stdout)])
    return model
  }

  #hide(values: readonly string[]): void {
    const env = Object.fromEntries(values.entries())
    const more = secretsOf({ env, balancer: { kind: 'client' } }, [])
    this.#secrets = [...new Set([...this.#secrets, ...more])].sort((one, other) => other.length - one.length)
  }

  /** The values of the variables of these names. A compose that is too old to tell those of `.env` leaves the process's own. */
  async #readGiven(names: ReadonlySet<string>): Promise<Readonly<Record<string, string>>> {
    if (names.size === 0) return {}
    const { env, engine, dependencies } = this.#order
    const ours = composeEnv(env, engine.address)
    const args = ['--file', dependencies.composeFile, 'config', '--environment']
    const end = await runCompose({ args, env: ours, signal: this.#scope.signal, withinMs: SHORT_WORK_MS })
    const told = end.how === 'exited' && end.exitCode === 0 ? readEnvironment(end.stdout) : {}
    const known = { ...told, ...ours }
    return Object.fromEntries([...names].map((name) => [name, known[name] ?? '']))
  }

  /** The plugin may be missing, or be a program that only says so. */
  async #checkCompose(): Promise<void> {
    const end = await this.#compose(['version'], SHORT_WORK_MS)
    if (end.how !== 'exited' || end.exitCode !== 0) throw explainNoCompose(end)
  }

  async #start(up: readonly string[]): Promise<void> {
    const withinMs = this.#order.healthyWithinMs ?? HEALTHY_WITHIN_MS
    const endMs = this.#scope.clock.now() + withinMs
    const end = await this.#compose(up, withinMs)
    if (end.how === 'exited' && end.exitCode === 0) return await this.#awaitReady(endMs)
    const culprit = findCulprit(await serviceStates(this.#project))
    throw culprit === null ? this.#explain(end) : await explainService(culprit, this.#project)
  }

  /** Compose's own `--wait` takes a service that has done its work for a failure, and may end as if all were well when its time is over. */
  async #awaitReady(endMs: Ms): Promise<void> {
    const { clock, signal } = this.#scope
    for (;;) {
      const states = await serviceStates(this.#project)
      const awaited = states.find((state) => !isReady(state, this.#oneShots.has(state.service.outside)))
      if (awaited === undefined) return
      const trouble = clock.now() < endMs ? findTrouble(states) : (findCulprit([awaited]) ?? stillRuns(awaited))
      if (trouble !== null) throw await explainService(trouble, this.#project)
      await clock.sleep(LOOKED_AT_EVERY_MS, signal)
    }
  }

  get #project(): ComposedProject {
    const { engine, dependencies } = this.#order
    return { docker: engine.docker, name: this.#name, file: dependencies.composeFile, secrets: this.#secrets }
  }

  async #run(args: readonly string[], withinMs: Ms | null): Promise<ComposeEnd & { how: 'exited' }> {
    const end = await this.#compose(args, withinMs)
    if (end.how === 'exited' && end.exitCode === 0) return end
    throw this.#explain(end)
  }

  #explain(end: ComposeEnd): SetupError {
    return explainCompose(end, this.#order.dependencies.composeFile, this.#secrets)
  }

  /** What it said goes to the log, also of a run that went well: warnings are among it. */
  async #compose(args: readonly string[], withinMs: Ms | null): Promise<ComposeEnd> {
    const env = composeEnv(this.#order.env, this.#order.engine.address)
    const { signal, log } = this.#scope
    const end = await runCompose({ args: ['--project-name', this.#name, ...args], env, signal, withinMs }).finally(
      () => {
        this.#wasCut = signal.aborted
      },
    )
    if (end.how === 'no-client') return end
    const said = splitLines(mask(end.stderr, this.#secrets))
    if (said.length > 0) log.quote('docker compose', said)
    return end
  }

  down(): Promise<void> {
    this.#down ??= this.#takeDown()
    return this.#down
  }

  /** By compose, which stops services in their order; what it leaves, and all after an abort, by our labels. */
  async #takeDown(): Promise<void> {
    try {
      await this.#composeDown()
      for (const waitMs of this.#wasCut ? SWEPT_AFTER_KILL_MS : [0]) {
        if (waitMs > 0) await this.#scope.clock.sleep(waitMs, this.#grace)
        await this.#sweep()
      }
    } catch (thrown) {
      this.#scope.log.warn(
        words`the dependencies could not be taken down (${outside(readEngineError(thrown).message)}); the next start on this machine removes them`,
      )
    }
  }

  async #sweep(): Promise<void> {
    const { engine, runId } = this.#order
    const { clock, log } = this.#scope
    const order = { docker: engine.docker, whose: runId, self: null, epochMs: clock.date().getTime(), log }
    await endingCallsWith(this.#grace, () => sweepLeftovers(order))
  }

  async #composeDown(): Promise<void> {
    if (this.#scope.signal.aborted) return
    try {
      await this.#compose(['down', '--volumes', '--remove-orphans', '--timeout', STOP_SECONDS], SHORT_WORK_MS)
    } catch (thrown) {
      if (!this.#scope.signal.aborted) throw thrown
    }
  }
}
