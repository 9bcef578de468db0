import type {
  AbortRule,
  Config,
  EngineName,
  Ms,
  Ramp,
  RequestSpec,
  Side,
  Stage,
  TargetSpec,
  Tls,
} from './model/config.ts'
import type { Dependencies } from './model/container-spec.ts'
import type { AppliedLimits, ContainerLog, Ending, Probe, Route } from './model/evidence.ts'
import type { GateKey } from './model/gate-key.ts'
import type { ResolvedImage } from './model/image.ts'
import type { Outcome } from './model/judge/verdict.ts'
import type { Machine } from './model/machine.ts'
import type { Outside, Words } from './model/outside.ts'
import type { Turn } from './model/plan/plan-turns.ts'
import type { Driving, Progress, Usage } from './model/progress.ts'
import type { Report } from './model/report/report.ts'
import type { Lookup, StoredBaseline } from './model/result/baseline.ts'
import type { GateBefore, Result } from './model/result/result.ts'
import type { StageSamples } from './model/samples.ts'
import type { TargetFigures } from './model/target-figures.ts'

/** The id of one run. Every container, network and volume of a run, and every image that it has built, carries it as a label. */
export type RunId = string

/** What every call gets: when to stop, what time it is, where to speak. */
export type Scope = { readonly signal: AbortSignal; readonly clock: Clock; readonly log: Log }

export interface Clock {
  /** Monotonic; one time base for every thread of the process (`performance.timeOrigin + performance.now()`). */
  now(): Ms
  /** Wall-clock time, for records only. */
  date(): Date
  /** Resolves after `ms`; rejects with the signal's reason when it is aborted. */
  sleep(ms: Ms, signal: AbortSignal): Promise<void>
}

/** The running commentary. It never throws and never decides. */
export interface Log {
  /** Runs the body inside a titled group; the group is closed also when the body throws. */
  group<T>(title: string, body: () => Promise<T>): Promise<T>
  say(sentence: Words): void
  warn(sentence: Words): void
  /** Lines from outside (a container's log), each kept from acting as a command. */
  quote(title: string, lines: readonly Outside[]): void
  /** An event; a block that is drawn again, a plain line or nothing is the log's matter. */
  progress(now: Progress): void
}

export type SitePlan = {
  readonly runId: RunId
  readonly images: ReadonlyMap<Side, TargetSpec>
  /** Sides that can be done without: where their image cannot be had, the testbed says so instead of failing. */
  readonly optional: readonly Side[]
  readonly dependencies: Dependencies | null
  /** The most connections that the plan keeps open to a target at once. */
  readonly peakConnections: number
  /** To be replaced in whatever the engine or a container says (`secretsOf`). */
  readonly secrets: readonly string[]
  /** Past this wall-clock time (epoch milliseconds) nobody can still own what the run started. */
  readonly deadlineEpochMs: number
}

export interface Targets {
  /**
   * Once per run, before any round: finds the one engine, checks it and the limits against the machine, sweeps what dead runs left, pulls and resolves the images,
   * finds the network and brings up the dependencies.
   * Throws SetupError when the run cannot be judged here.
   */
  prepare(site: SitePlan, scope: Scope): Promise<Testbed>
  /** Removes what one run left (the post step), or all whose owner is dead (the next start). Never touches what others started. */
  sweep(owner: RunId | 'dead', scope: Scope): Promise<readonly Leftover[]>
}

/** Something that was found and removed. */
export type Leftover = {
  readonly kind: 'container' | 'network' | 'volume' | 'image'
  readonly name: string
  readonly runId: RunId
}

export interface Testbed extends AsyncDisposable {
  readonly machine: Machine
  /** Memory of the machine that nothing needs, with the dependencies up; `null`: not known. */
  readonly freeMemoryBytes: number | null
  readonly images: ReadonlyMap<Side, ResolvedImage>
  /** The optional sides whose image cannot be had, and why. */
  readonly unavailable: ReadonlyMap<Side, Words>
  /**
   * One fresh start under limits, returned when ready. A start that fails is a value, already removed.
   * Throws SetupError for what no start could mend, and the signal's reason when aborted (nothing is left running).
   */
  start(side: Side, spec: TargetSpec, scope: Scope): Promise<StartOutcome>
}
export type StartOutcome =
  | { readonly state: 'ready'; readonly target: Target }
  | { readonly state: 'failed'; readonly ending: Ending }

/** A started, ready target: one container or several. Disposing it stops and removes them; twice is allowed. */
export interface Target extends AsyncDisposable {
  /** Of replica 1, and so of each. */
  readonly limits: AppliedLimits
  /** `null` where there is no proxy in front. */
  readonly balancerLimits: AppliedLimits | null
  readonly endpoints: readonly Endpoint[]
  readonly route: Route
  readonly startupMs: Ms
  /** Aborted when one of its containers goes away by itself. */
  readonly gone: AbortSignal
  /**
   * How it went away by itself; `null` while it lives. Waits for the engine's last word where that is still to come. Throws SetupError where the engine itself went
   * away, or a service that the target needs has: then nothing is known of the target.
   */
  ending(): Promise<Ending | null>
  /** The last lines of the log of each of its containers, as far as they can be read. Never rejects. */
  logs(): Promise<readonly ContainerLog[]>
  /** Stops all its processes, as they are: what a side of a comparison is while the other is driven. Twice is allowed. */
  freeze(): Promise<void>
  thaw(): Promise<void>
  /** What its containers did between two times of the run's clock, of which the second may be now. Also for one that is gone. Never rejects. */
  figures(fromMs: Ms, toMs: Ms): Promise<TargetFigures>
  /** What it uses now, from what was seen of it already: nothing is asked for it. `null`: nothing was seen yet. */
  usage(): Usage | null
}

/** Where load is sent. `replica`: which one listens there, from 1; `null`: a proxy in front of all. Several endpoints may lead to one replica. */
export type Endpoint = { readonly host: string; readonly port: number; readonly replica: number | null }

/** What is done at the beginning of each turn. Both are awaited. */
export type TurnTaking = {
  /** This side has to run, and the other one to be frozen. */
  readonly wake: (side: Side) => Promise<void>
  /** The side is driven from now on: it has had the time to do what it had missed while it was frozen. */
  readonly begin: (side: Side) => Promise<void>
}

export interface Load extends AsyncDisposable {
  readonly name: string
  /** Moves this process off those cores, so that they are the target's alone. Gives the cores that it is left with; `null` where that cannot be done here. Throws SetupError where it would be left with none. */
  keepOff(cores: readonly number[]): Promise<readonly number[] | null>
  /** Sends each request once, in order, and says what came back. */
  probe(job: ProbeJob, signal: AbortSignal): Promise<readonly Probe[]>
  /**
   * Runs one stage on one side, or on two in turns.
   * Resolves with the samples of each side, also when the stage was aborted; rejects only when nothing could be measured because of ourselves.
   * On return, and whenever one of `turns` is called, no request of the stage is under way.
   */
  run(
    job: LoadJob,
    turns: TurnTaking,
    progress: (now: LoadProgress) => void,
    signal: AbortSignal,
  ): Promise<readonly SideSamples[]>
}

/** Reads what a target says of itself, such as its `/openapi.json`. Not for load: nothing is timed. */
export interface HttpReader {
  /** GET, without following redirects. `null` where no answer came in time; rejects only with the signal's reason. */
  read(page: Page, signal: AbortSignal): Promise<PageAnswer | null>
}
export type Page = {
  readonly endpoint: Endpoint
  readonly tls: Tls | null
  readonly path: string
  readonly maxBytes: number
  readonly withinMs: Ms
}
/** `text` is `null` where the body is longer than was asked for, or is not UTF-8. */
export type PageAnswer = { readonly status: number; readonly text: string | null }

export type SideSamples = { readonly side: Side; readonly samples: StageSamples }

/** Plain data: it goes to a worker thread and must survive structuredClone. */
export type ProbeJob = {
  readonly endpoint: Endpoint
  readonly requests: readonly RequestSpec[]
  readonly tls: Tls | null
  /** To be replaced in the bodies that are kept (`secretsOf`). */
  readonly secrets: readonly string[]
}
export type LoadJob = {
  readonly stage: Stage
  readonly engine: EngineName
  /** Why that one; kept with the samples. */
  readonly engineWhy: string
  /** What a rate stage offers: its share of the measured RPS is filled in by now. `null` for other loads. */
  readonly ratePerSecond: Ramp | null
  readonly requests: readonly RequestSpec[]
  readonly tls: Tls | null
  /** The same sequence of requests and arrivals for every side and round that gets the same seed. */
  readonly seed: number
  readonly sides: readonly { readonly side: Side; readonly endpoints: readonly Endpoint[] }[]
  /** Which side is driven, one after the other. A plain gate has one turn as long as its stage (`ms: null`). */
  readonly turns: readonly Turn[]
  /** Threads to spread the load over. */
  readonly threads: number
  /** Resolution of the recorded curve. */
  readonly windowMs: Ms
  readonly abort: AbortRule
}
/** How the stage goes on one side, told while that side is driven, at most four times a second. */
export type LoadProgress = Pick<Driving, 'side' | 'elapsedMs' | 'rps' | 'p95Ms' | 'recentP95Ms' | 'ok' | 'failed'>

/** A look-up for the gate in it. `doubt`: why its word is not the base branch's for sure; `null`: it is. */
export type GateLookup = { readonly lookup: Lookup; readonly doubt: Words | null }

export interface BaselineStore {
  find(config: Config): Promise<Lookup>
  /** Where the base branch says what it asks. `found`: what `find` gave for the same configuration. */
  findGate(config: Config, found: Lookup): Promise<GateLookup>
  /** Called only for a valid measurement. A refusal is a value: it never changes the verdict. */
  save(config: Config, baseline: StoredBaseline): Promise<Saved>
}
export type Saved =
  | { readonly state: 'saved'; readonly where: string }
  | { readonly state: 'not-saved'; readonly why: Words }
  /** There is nowhere to save it, which is normal here and has been said. */
  | { readonly state: 'no-store' }

/** What another run has left for a pull request. All of it is that run's word, and may be a lie. */
export interface Inbox {
  /** Throws SetupError where that run cannot be answered for. */
  receive(): Promise<Mail>
}
/** `run` is `null` where its pull request is not there any more; then there are no letters. */
export type Mail = {
  readonly run: ForeignRun | null
  readonly letters: readonly Letter[]
  /** Gates that the run has left something of which is not answered for. */
  readonly left: readonly Unanswered[]
}
/** A gate that gets no verdict although there is something of it. */
export type Unanswered = { readonly key: GateKey; readonly why: Words }
/** The result of one gate, or of a capacity run at the place of one. */
export type Letter = {
  readonly name: Outside
  readonly about: ForeignGate
  /** What should be a result file. Fetched when its turn has come: all at once can be more than there is memory for. */
  readonly open: () => Promise<TextOfFile>
  /** What the base branch asks, by its own word and not by that of the letter. */
  readonly gateBefore: () => Promise<KnownGate>
}
/** What another run is, by the API's word. Addresses are `null` where they are not known. */
export type ForeignRun = {
  readonly pullNumber: number
  /** Of its workflow: what was told for earlier runs of the same one is found by it. */
  readonly place: string
  readonly commit: string
  readonly runUrl: string | null
}
/** What another run's gate is. The key is the run's own choice. */
export type ForeignGate = ForeignRun & { readonly key: GateKey; readonly artifactUrl: string | null }
export type KnownGate =
  | { readonly state: 'known'; readonly gate: GateBefore }
  | { readonly state: 'unknown'; readonly why: Words }

/** Makes the verdict on what somebody may have made up, where that can take no more than its share of time and memory. */
export interface ForeignJudge {
  judge(order: ForeignOrder, signal: AbortSignal): Promise<ForeignJudged>
}
/** Plain data: it goes to a worker thread and must survive structuredClone. */
export type ForeignOrder = { readonly text: string; readonly about: ForeignGate; readonly gateBefore: KnownGate }
export type ForeignJudged =
  | { readonly state: 'good'; readonly verdict: ForeignVerdict }
  | { readonly state: 'bad'; readonly why: Words }
/** All that is told of it. Plain data too. */
export type ForeignVerdict = {
  readonly outcome: Outcome
  readonly headline: Words
  /** Whether the gate differs from that of the base branch; `null`: not known. */
  readonly gateChanged: boolean | null
  /** Whether who wants to hear of failures alone wants to hear of it. */
  readonly isNews: boolean
  /** Markdown for the summary of this run. */
  readonly summary: string
  /** Markdown for the pull request, in several lengths, the longest first. */
  readonly comments: readonly string[]
}
/** A place where it is told. */
export interface ForeignOutput {
  readonly name: string
  publish(verdict: ForeignVerdict, about: ForeignGate): Promise<Published>
}
/** The place where it is told whoever wrote the change. */
export interface ForeignComment extends ForeignOutput {
  /**
   * What was told for earlier commits, of gates that have no verdict on this one: that there is none, and why. `judged`: those that have one, or were to have
   * it; `unanswered`: those whose reason is known. Of every other the run has left nothing.
   */
  correct(run: ForeignRun, known: KnownGates): Promise<Published>
}
export type KnownGates = { readonly judged: readonly GateKey[]; readonly unanswered: readonly Unanswered[] }

/** A file's text, or why it cannot be had. */
export type TextOfFile =
  | { readonly state: 'text'; readonly text: string }
  | { readonly state: 'unreadable'; readonly why: Words }

/** Takes a finished report somewhere. It cannot influence the verdict. */
export interface Output {
  readonly name: string
  /** `result` is `null` where nothing could be measured. */
  publish(report: Report, result: Result | null, scope: Scope): Promise<Published>
}
export type Published =
  | { readonly state: 'written' }
  /** `why`: where that is no matter of what was asked for. */
  | { readonly state: 'skipped'; readonly why?: Words }
  | { readonly state: 'refused'; readonly why: Words }
