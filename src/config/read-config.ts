import type { AbortRule, Config, Ms } from '../model/config.ts'
import { ConfigError, describePlace, type Place, type Problem } from '../model/errors.ts'
import { loadTls } from '../model/plan/reaching.ts'
import { ABORT, BUDGET_MS, REQUEST_TIMEOUT_MS } from './defaults.ts'
import { checkEngines } from './load/check-engines.ts'
import { checkRounds, checkTimes } from './load/check-times.ts'
import { readAccept } from './load/read-accept.ts'
import { readBaseline } from './load/read-baseline.ts'
import { readCapacity } from './load/read-capacity.ts'
import { readStages } from './load/read-stages.ts'
import { readThresholds } from './load/read-thresholds.ts'
import { rightParts } from './parts.ts'
import { problemsOf } from './problems.ts'
import { readRequests } from './requests/read-requests.ts'
import { requestSchema } from './schema/request-schema.ts'
import { configSchema } from './schema/schema.ts'
import { abortSchema } from './schema/stage-schema.ts'
import { targetSchema } from './schema/target-schema.ts'
import { type ConfigSources, listAt, type Override, type Reading, rawAt } from './sources.ts'
import { readDependencies } from './target/read-dependencies.ts'
import { readReady } from './target/read-ready.ts'
import { readTarget } from './target/read-target.ts'
import { readSource, type Source } from './yaml/source.ts'
import { type MapTree, type Path, subtree, type Tree, toRaw, withValue } from './yaml/tree.ts'

/**
 * The configuration out of everything it is made of: text, inputs, environment, body files.
 * Throws ConfigError with every problem there is, in the order of their places.
 */
export function readConfig(sources: ConfigSources): Config {
  const source = sources.yaml === null ? NOTHING : readSource(sources.yaml.text, sources.yaml.name)
  const problems: Problem[] = [...source.problems]
  const tree = overlay(source.tree ?? EMPTY, sources.overrides)
  const raw = toRaw(tree, isLiteral)
  const issues = configSchema.safeParse(raw).error?.issues ?? []
  problems.push(...problemsOf(tree, issues))
  const config = assemble({ sources, tree, raw, report: (problem) => problems.push(problem) })
  const told = problems.filter((problem) => isOwn(problem, source, sources.overrides))
  if (told.length > 0 || config === null) throw new ConfigError(inOrder(told, sources.overrides))
  return config
}

const EMPTY: MapTree = { kind: 'map', place: { kind: 'input', input: 'config' }, entries: [] }
const NOTHING: Source = { tree: EMPTY, problems: [] }

/** Bodies, sent and expected, are literal YAML values: there `1` and `'1'` are not the same. */
function isLiteral(path: Path): boolean {
  if (path[0] !== 'requests') return false
  return path.length === 3 ? path[2] === 'json' : path.length === 5 && path[2] === 'expect' && path[3] === 'json'
}

/**
 * Whether a problem says something by itself: a text that YAML cannot read says nothing about what is missing in it (inputs can still be judged),
 * and what was refused when the text was read has no value that could be wrong again.
 */
function isOwn(problem: Problem, source: Source, overrides: readonly Override[]): boolean {
  if (source.problems.includes(problem)) return true
  const { place } = problem
  if (place.kind === 'input') return source.tree !== null || overrides.some(({ input }) => input === place.input)
  return source.tree !== null && !source.problems.some((told) => describePlace(told.place) === describePlace(place))
}

const OVERRIDE_PATHS: Readonly<Record<Override['key'], readonly string[]>> = {
  image: ['target', 'image'],
  port: ['target', 'port'],
  cpus: ['target', 'cpus'],
  memory: ['target', 'memory'],
  replicas: ['target', 'replicas'],
  thresholds: ['thresholds'],
  'baseline-image': ['baseline', 'image'],
  'baseline-path': ['baseline', 'path'],
  'fail-on': ['fail-on'],
  rounds: ['rounds'],
  seed: ['seed'],
}

/** Inputs in place of what the text says for the same keys. */
function overlay(tree: MapTree, overrides: readonly Override[]): MapTree {
  return overrides.reduce((under, override) => {
    const place: Place = { kind: 'input', input: override.input }
    const value: Tree =
      override.key === 'thresholds' ? thresholdLines(override.value, place) : inputScalar(override.value, place)
    return withValue(under, OVERRIDE_PATHS[override.key], value)
  }, tree)
}

/** One threshold a line; a list's dashes may stand before them. */
function thresholdLines(text: string, place: Place): Tree {
  const lines = text.split(/\r\n|\n/).map((line) => line.trim().replace(/^- +/, ''))
  const items = lines.filter((line) => line !== '' && line !== '[]').map((line) => inputScalar(line, place))
  return text.trim() === '' ? { kind: 'empty', place, text: '' } : { kind: 'list', place, items }
}

function inputScalar(text: string, place: Place): Tree {
  const value = text.trim()
  return value === '' ? { kind: 'empty', place, text: '' } : { kind: 'scalar', place, text: value, plain: true }
}

/** The parts put together; `null` when one is missing, which is reported. */
function assemble(reading: Reading): Config | null {
  const target = readTarget(reading)
  const dependencies = readDependencies(reading, target?.image ?? null)
  const requests = readRequests(reading)
  const { stages: placed, complete, named } = readStages(reading)
  checkEngines(reading, placed, requests, target === null ? null : loadTls(target))
  const thresholds = readThresholds(reading, {
    longestTimeoutMs: longestTimeout(reading),
    readyWithinMs: readyWithin(reading),
    stages: named,
  })
  const stages = placed.map(({ stage }) => stage)
  const baseline = readBaseline(reading)
  const rest = rightParts(configSchema, pick(reading))
  const accept = readAccept(reading, named)
  const rounds = rest.rounds ?? null
  const budgetMs = rest.budget ?? null
  const timeLimitMs = rest['time-limit'] ?? null
  const roundsRight = rest.rounds !== undefined || subtree(reading.tree, ['rounds']) === null
  checkRounds(reading, rounds, baseline.compare)
  if (complete && roundsRight) checkTimes(reading, { stages, rounds, compare: baseline.compare, budgetMs, timeLimitMs })
  const capacity = readCapacity(reading, { target, stages, thresholds })
  if (target === null || requests.length === 0) return null
  return {
    target,
    dependencies,
    requests,
    stages,
    thresholds,
    rounds,
    budgetMs: budgetMs ?? usualBudget(timeLimitMs),
    baseline,
    accept,
    timeLimitMs,
    failOn: rest['fail-on'] ?? 'fail',
    abort: readAbort(reading),
    seed: rest.seed ?? null,
    capacity,
  }
}

/** What is left to itself must not be cut off by the limit that was asked for. */
function usualBudget(timeLimitMs: Ms | null): Ms {
  return timeLimitMs === null ? BUDGET_MS : Math.min(BUDGET_MS, timeLimitMs / 2)
}

function readAbort({ raw }: Reading): AbortRule {
  const { failures, for: forMs } = rightParts(abortSchema, rawAt(raw, ['abort']))
  return { failureShare: failures ?? ABORT.failureShare, forMs: forMs ?? ABORT.forMs }
}

/** Only the keys that stand alone: the parts have readers of their own. */
function pick({ raw }: Reading): ReturnType<typeof toRaw> {
  const alone = ['rounds', 'budget', 'time-limit', 'fail-on', 'seed'].flatMap((key) => {
    const value = rawAt(raw, [key])
    return value === undefined ? [] : [[key, value] as const]
  })
  return Object.fromEntries(alone)
}

function longestTimeout(reading: Reading): number | null {
  const timeouts = listAt(reading.raw, 'requests').map((raw) => {
    const { timeout } = rightParts(requestSchema.pick({ timeout: true }), raw)
    return rawAt(raw, ['timeout']) === undefined ? REQUEST_TIMEOUT_MS : timeout
  })
  const right = timeouts.filter((timeout) => timeout !== undefined)
  return right.length === 0 || right.length < timeouts.length ? null : Math.max(...right)
}

function readyWithin(reading: Reading): number | null {
  const { ready } = rightParts(targetSchema, rawAt(reading.raw, ['target']))
  const broken = ready === undefined && rawAt(reading.raw, ['target', 'ready']) !== undefined
  return broken ? null : readReady(ready).withinMs
}

/** By place: the file before inputs, lines and columns from the top, inputs as they were given; what stands at one place keeps the order in which it was found. */
function inOrder(problems: readonly Problem[], overrides: readonly Override[]): readonly Problem[] {
  const rank = (input: string) => overrides.findIndex((override) => override.input === input)
  return [...problems].sort((a, b) => {
    if (a.place.kind === 'input') return b.place.kind === 'input' ? rank(a.place.input) - rank(b.place.input) : 1
    if (b.place.kind === 'input') return -1
    return a.place.line - b.place.line || a.place.column - b.place.column
  })
}
