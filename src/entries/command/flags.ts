import { type ParseArgsConfig, parseArgs } from 'node:util'
import type { Override } from '../../config/sources.ts'

/** The command line cannot be read. */
export class UsageError extends Error {}

type Options = NonNullable<ParseArgsConfig['options']>

const help: Options = { help: { type: 'boolean', short: 'h' } }

/** Flags that stand for a key of the configuration. */
const CONFIG: Options = {
  config: { type: 'string', short: 'c' },
  image: { type: 'string' },
  port: { type: 'string' },
  cpus: { type: 'string' },
  memory: { type: 'string' },
  replicas: { type: 'string' },
  threshold: { type: 'string', multiple: true },
  rounds: { type: 'string' },
  'baseline-image': { type: 'string' },
  'baseline-path': { type: 'string' },
  'fail-on': { type: 'string' },
  seed: { type: 'string' },
}

/** What goes to standard output and standard error. */
const VOICE: Options = { json: { type: 'boolean' }, quiet: { type: 'boolean', short: 'q' } }

const OPTIONS: Readonly<Record<string, Options>> = {
  check: { ...help, ...CONFIG },
  run: {
    ...help,
    ...CONFIG,
    ...VOICE,
    'save-baseline': { type: 'boolean' },
    result: { type: 'string' },
    report: { type: 'string' },
  },
  calibrate: { ...help, ...CONFIG, ...VOICE, result: { type: 'string' }, report: { type: 'string' } },
  capacity: {
    ...help,
    ...CONFIG,
    ...VOICE,
    fresh: { type: 'boolean' },
    result: { type: 'string' },
    report: { type: 'string' },
  },
  compare: { ...help, ...VOICE },
  report: {
    ...help,
    html: { type: 'boolean' },
    markdown: { type: 'boolean' },
    csv: { type: 'boolean' },
    output: { type: 'string', short: 'o' },
  },
  init: {
    ...help,
    image: { type: 'string' },
    compose: { type: 'string' },
    service: { type: 'string' },
    port: { type: 'string' },
    output: { type: 'string', short: 'o' },
    force: { type: 'boolean' },
  },
}

/** Commands that take files beside their flags. */
const WITH_OPERANDS: readonly string[] = ['compare', 'report']

/** The flags of one command, as typed. */
export type Flags = {
  readonly help: boolean
  readonly text: (name: string) => string | null
  readonly given: (name: string) => boolean
  /** The flags that replace a key of the configuration; problems with them name the flag. */
  readonly overrides: readonly Override[]
  /** What stands beside the flags. */
  readonly operands: readonly string[]
}

/** Reads the arguments after the command. Throws UsageError. */
export function readFlags(command: string, args: readonly string[]): Flags {
  const { values, positionals: operands } = parse(command, args)
  const text = (name: string) => {
    const value = values[name]
    return typeof value === 'string' ? value : null
  }
  const given = (name: string) => values[name] === true
  return { help: given('help'), text, given, overrides: overridesOf(values), operands }
}

type Values = Readonly<Record<string, unknown>>

function parse(
  command: string,
  args: readonly string[],
): { readonly values: Values; readonly positionals: readonly string[] } {
  try {
    const allowPositionals = WITH_OPERANDS.includes(command)
    return parseArgs({ args: [...args], options: OPTIONS[command] ?? {}, allowPositionals })
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\nSee "perf-gate --help".`)
  }
}

const SINGLE = [
  'image',
  'port',
  'cpus',
  'memory',
  'replicas',
  'rounds',
  'baseline-image',
  'baseline-path',
  'fail-on',
  'seed',
] as const

function overridesOf(values: Values): readonly Override[] {
  const single = SINGLE.flatMap((key): Override[] => {
    const value = values[key]
    return typeof value === 'string' ? [{ input: `--${key}`, key, value }] : []
  })
  const thresholds = values.threshold
  if (!Array.isArray(thresholds)) return single
  return [...single, { input: '--threshold', key: 'thresholds', value: thresholds.join('\n') }]
}
