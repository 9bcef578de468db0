import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import Docker from 'dockerode'
import { targetSpec } from '../../../fixtures/specs.ts'
import type { TargetSpec } from '../../model/config.ts'
import { secretsOf } from '../../model/mask.ts'
import { type Outside, plainText, type Words } from '../../model/outside.ts'
import type { Scope, SitePlan, StartOutcome, Target, Targets } from '../../ports.ts'
import { findEngine } from '../engine/engine.ts'
import { createTargets } from '../targets.ts'

/** What the tests with a real engine share: a small spec, a scope with the real clock, and a look at the engine from outside. */
export const docker = new Docker()
export const MIB = 1024 ** 2

/** What something may take on a machine that is slower by a factor, which is told from outside. */
export function patient(ms: number): number {
  return ms * Number(process.env.PERF_GATE_TEST_PATIENCE ?? 1)
}

/** Where the engine of these tests listens: also another one than that of this machine, by `DOCKER_HOST`. */
export async function engineSocket(): Promise<string> {
  return (await findEngine(process.env)).address.host.replace('unix://', '')
}

export function newTargets(env: NodeJS.ProcessEnv = process.env): Targets {
  return createTargets({ perfGateVersion: '0.0.0-test', env })
}

export function newRunId(): string {
  return `itg-${randomUUID()}`
}

export function makeSpec(image: string, changes: Partial<TargetSpec> = {}): TargetSpec {
  return targetSpec({
    image,
    cpus: 0.5,
    memoryBytes: 128 * MIB,
    ready: { path: '/health', status: [{ from: 200, to: 299 }], withinMs: patient(20_000) },
    pull: 'never',
    ...changes,
  })
}

export function makeSite(spec: TargetSpec, runId: string): SitePlan {
  return {
    runId,
    images: new Map([['candidate', spec]]),
    optional: [],
    dependencies: null,
    peakConnections: 10,
    secrets: secretsOf(spec, []),
    deadlineEpochMs: Date.now() + 3_600_000,
  }
}

export type HeardScope = Scope & { readonly said: string[] }

export function makeScope(signal: AbortSignal = new AbortController().signal): HeardScope {
  const said: string[] = []
  const note = (sentence: Words) => void said.push(plainText(sentence))
  return {
    said,
    signal,
    clock: {
      now: () => performance.timeOrigin + performance.now(),
      date: () => new Date(),
      sleep: (ms, stop) => sleep(ms, undefined, { signal: stop }),
    },
    log: {
      group: (_title, body) => body(),
      say: note,
      warn: note,
      quote: () => undefined,
      progress: () => undefined,
    },
  }
}

/** One start of the spec, on a testbed that is cleared away after `use`. */
export async function withStart<T>(
  spec: TargetSpec,
  use: (outcome: StartOutcome, runId: string) => Promise<T>,
): Promise<T> {
  const runId = newRunId()
  const scope = makeScope()
  await using testbed = await newTargets().prepare(makeSite(spec, runId), scope)
  const outcome = await testbed.start('candidate', spec, scope)
  if (outcome.state === 'failed') return await use(outcome, runId)
  await using _target = outcome.target
  return await use(outcome, runId)
}

export async function withReady<T>(spec: TargetSpec, use: (target: Target, runId: string) => Promise<T>): Promise<T> {
  return await withStart(spec, async (outcome, runId) => {
    if (outcome.state === 'failed') throw new Error(`the start failed: ${JSON.stringify(outcome.ending)}`)
    return await use(outcome.target, runId)
  })
}

export function untilGone(target: Target): Promise<void> {
  return new Promise((resolve) => target.gone.addEventListener('abort', () => resolve(), { once: true }))
}

export async function containersOf(runId: string): Promise<readonly Docker.ContainerInfo[]> {
  return await docker.listContainers({ all: true, filters: { label: [`perf-gate.run=${runId}`] } })
}

/** Everything that the engine has of a run: kind and name. */
export async function leftOf(runId: string): Promise<readonly string[]> {
  const filters = { label: [`perf-gate.run=${runId}`] }
  const [containers, networks] = await Promise.all([containersOf(runId), docker.listNetworks({ filters })])
  return [...containers.map(({ Id }) => `container ${Id}`), ...networks.map(({ Name }) => `network ${Name}`)]
}

export function textOf(lines: readonly Outside[]): string {
  return lines.map((line) => line.outside).join('\n')
}
