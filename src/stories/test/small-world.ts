import {
  connectionsStage,
  image,
  machine,
  type StageNumbers,
  stageSamples,
  thresholds,
} from '../../../fixtures/results.ts'
import { appliedLimits, targetFigures, targetSpec } from '../../../fixtures/specs.ts'
import type { Config, Side, TargetSpec } from '../../model/config.ts'
import type { Ending, Probe } from '../../model/evidence.ts'
import type { ResolvedImage } from '../../model/image.ts'
import { plainText, words } from '../../model/outside.ts'
import type { Lookup, StoredBaseline } from '../../model/result/baseline.ts'
import type { TargetFigures } from '../../model/target-figures.ts'
import type { Clock, GateLookup, Load, LoadJob, Log, SitePlan, StartOutcome, Target, Testbed } from '../../ports.ts'
import type { World } from '../world.ts'

/** A small world that obeys its ports: targets that are counted in and out, a load whose samples follow from the stage. */
export class Small {
  readonly said: string[] = []
  readonly kept: string[] = []
  readonly saved: StoredBaseline[] = []
  readonly published: string[] = []
  readonly jobs: LoadJob[] = []
  /** What the edges were told to hide. */
  readonly hidden: (readonly string[])[] = []
  /** `null`: not known. */
  freeMemoryBytes: number | null = null
  living = 0
  starts = 0
  now = 0
  /** What happens at each start: an ending is a failed start. */
  startsAs: (start: number, side: Side) => 'ready' | Ending = () => 'ready'
  dies: Ending | null = null
  /** How the baseline's image goes away under load. */
  baselineDies: Ending | null = null
  /** Starts, freezes and thaws, in their order. */
  readonly events: string[] = []
  probe: Partial<Probe> = {}
  stage: (name: string, start: number, side: Side) => StageNumbers = () => ({})
  /** The limit under which each side was started last. */
  readonly cpus = new Map<Side, number>()
  /** What was started last. */
  spec: TargetSpec | null = null
  figures: () => TargetFigures = targetFigures
  onStage: () => void = () => undefined
  lookup: Lookup = { state: 'off' }
  /** What says what the base branch asks; `null`: the same. */
  gateLookup: GateLookup | null = null
  config: Config = smallConfig()
  saveBaseline = false
  /** What the engine holds of the baseline; `null`: it is gone. */
  baselineImage: ResolvedImage | null = null
  outputs: World['outputs'] = [
    {
      name: 'summary',
      publish: async (report) => {
        this.published.push(report.outcome)
        return { state: 'written' }
      },
    },
  ]
  readonly interrupt = new AbortController()
  #timers: { at: number; fire: () => void }[] = []

  passTime(ms: number): void {
    this.now += ms
    for (const timer of this.#timers.filter((one) => one.at <= this.now)) timer.fire()
  }

  clock(): Clock {
    return {
      now: () => this.now,
      date: () => new Date(Date.UTC(2026, 10, 5, 10) + this.now),
      sleep: (ms, signal) =>
        new Promise((resolve, reject) => {
          this.#timers.push({ at: this.now + ms, fire: resolve })
          signal.addEventListener('abort', () => reject(signal.reason))
        }),
    }
  }

  log(): Log {
    const say = (prefix: string) => (sentence: Parameters<Log['say']>[0]) =>
      void this.said.push(prefix + plainText(sentence))
    return {
      group: (_, body) => body(),
      say: say(''),
      warn: say('warning: '),
      quote: () => undefined,
      progress: (now) =>
        void this.said.push(
          `progress ${now.round}/${now.rounds} ${now.doing.what === 'load' ? now.doing.stage : 'start'} ${now.left === null ? '?' : now.left.ms / 1000} s left`,
        ),
    }
  }

  testbed(site: SitePlan): Testbed {
    const gone = site.images.has('baseline') && this.baselineImage === null
    return {
      machine,
      freeMemoryBytes: this.freeMemoryBytes,
      images: new Map([
        ['candidate', image],
        ...(this.baselineImage === null ? [] : [['baseline', this.baselineImage] as const]),
      ]),
      unavailable: new Map(gone ? [['baseline', words`the engine holds no such image`]] : []),
      start: async (side, spec, scope): Promise<StartOutcome> => {
        scope.signal.throwIfAborted()
        this.starts++
        this.cpus.set(side, spec.cpus)
        this.spec = spec
        this.events.push(`start ${side} ${spec.image}`)
        const how = this.startsAs(this.starts, side)
        if (how !== 'ready') return { state: 'failed', ending: how }
        this.living++
        return { state: 'ready', target: this.target(side) }
      },
      [Symbol.asyncDispose]: async () => undefined,
    }
  }

  target(side: Side): Target {
    const gone = new AbortController()
    const dies = side === 'baseline' ? this.baselineDies : this.dies
    if (dies !== null) gone.abort()
    return {
      limits: appliedLimits,
      balancerLimits: null,
      endpoints: [{ host: '127.0.0.1', port: 1, replica: 1 }],
      route: 'mapped-port',
      startupMs: 1500,
      gone: gone.signal,
      ending: async () => dies,
      logs: async () => [{ who: null, lastLines: [{ outside: `a line of the ${side}` }] }],
      freeze: async () => void this.events.push(`freeze ${side}`),
      thaw: async () => void this.events.push(`thaw ${side}`),
      figures: async () => this.figures(),
      usage: () => null,
      [Symbol.asyncDispose]: async () => {
        this.living--
      },
    }
  }

  load(): Load {
    return {
      name: 'small',
      keepOff: async () => null,
      probe: async (job) => {
        this.hidden.push(job.secrets)
        return job.requests.map((request) => ({
          request: request.name,
          status: 200,
          ok: true,
          error: null,
          body: null,
          ...this.probe,
        }))
      },
      run: async (job, turns, progress, signal) => {
        this.jobs.push(job)
        for (const { side } of job.turns) {
          await turns.wake(side)
          await turns.begin(side)
        }
        progress({ side: 'candidate', elapsedMs: 1000, rps: 100, p95Ms: 50, recentP95Ms: 50, ok: 100, failed: 0 })
        this.onStage()
        const stopped = signal.aborted ? ({ ended: { how: 'aborted', why: 'interrupted' } } as const) : {}
        return job.sides.map(({ side }) => {
          const numbers = this.stage(job.stage.name, this.starts, side)
          return { side, samples: stageSamples({ stage: job.stage.name, ...numbers, ...stopped }) }
        })
      },
      [Symbol.asyncDispose]: async () => undefined,
    }
  }

  world(): World {
    return {
      runId: 'run-1',
      perfGate: '0.1.0',
      command: ['perf-gate', 'run'],
      commit: 'c0ffee',
      seed: 7,
      saveBaseline: this.saveBaseline,
      readConfig: () => this.config,
      targets: {
        prepare: async (site) => {
          this.hidden.push(site.secrets)
          return this.testbed(site)
        },
        sweep: async () => [],
      },
      openLoad: async () => this.load(),
      baselines: {
        find: async () => this.lookup,
        findGate: async (_, found) => this.gateLookup ?? { lookup: found, doubt: null },
        save: async (_, baseline) => {
          this.saved.push(baseline)
          return { state: 'saved', where: 'baseline.json' }
        },
      },
      keepResult: async (text) => void this.kept.push(text),
      outputs: this.outputs,
      clock: this.clock(),
      log: this.log(),
      signal: this.interrupt.signal,
    }
  }
}

/** A configuration of two rounds with a warm-up and a closed loop called `steady`. */
export function smallConfig(parts: Partial<Config> = {}): Config {
  return {
    target: targetSpec({
      image: 'api:1',
      ready: { path: '/', status: 'any', withinMs: 120_000 },
      env: { TOKEN: 'very-secret' },
    }),
    dependencies: null,
    requests: [
      {
        name: 'predict',
        weight: 1,
        method: 'GET',
        path: '/',
        headers: { authorization: 'Bearer very-secret' },
        body: null,
        expect: { status: [{ from: 200, to: 299 }], bodyContains: null, json: [] },
        keepAlive: true,
        timeoutMs: 10_000,
        fingerprint: 'f',
      },
    ],
    stages: [{ ...connectionsStage('warm-up', 5, 5000), warmUp: true }, connectionsStage('steady')],
    thresholds: thresholds('rps >= 90'),
    rounds: 2,
    budgetMs: 15 * 60_000,
    accept: [],
    baseline: {
      compare: 'auto',
      image: null,
      path: null,
      tolerance: { rps: 0.05, p95: 0.1 },
      stored: 'warn',
      require: false,
    },
    timeLimitMs: null,
    failOn: 'fail',
    abort: { failureShare: 0.5, forMs: 5000 },
    seed: null,
    capacity: null,
    ...parts,
  }
}
