import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { DOCUMENTS, EXAMPLES } from '../fixtures/documents.ts'
import { realFiles } from './config/files.ts'
import { readConfig } from './config/read-config.ts'
import type { ConfigSources, Override, OverrideKey } from './config/sources.ts'
import { USAGE } from './entries/command/usage.ts'
import { INPUT_NAMES } from './github/inputs.ts'
import { CAUSES, type Cause } from './model/causes/cause.ts'

const src = fileURLToPath(new URL('.', import.meta.url))
const root = join(src, '..')
const readme = readFileSync(join(root, 'README.md'), 'utf8')

/** A folder with the files that the examples name. */
const EXAMPLE = join(root, 'fixtures', 'surroundings')
const ENV = { API_TOKEN: 'token', MODEL_TOKEN: 'token', SERVICES_NETWORK: 'github_network_1' }

/** What the README calls each cause. */
const CAUSE_ROWS: Readonly<Record<Cause, string>> = {
  'killed-for-memory': 'killed for memory',
  exited: 'exited',
  'service-errors': 'errors from the service',
  'network-errors': 'errors from the network',
  unanswered: 'unanswered',
  generator: 'load generator',
  'noisy-host': 'noisy machine',
  throttled: 'CPU throttled',
  queueing: 'queueing',
  'cpu-full': 'CPU fully used',
  'memory-close': 'memory close to its limit',
  'memory-grows': 'growing memory',
  imbalance: 'uneven load',
  unknown: 'not known',
}

type Inputs = Readonly<Record<string, unknown>>
type Step = { readonly uses?: string; readonly with?: Inputs }
type Workflow = {
  readonly on?: unknown
  readonly jobs?: Readonly<Record<string, { readonly steps?: readonly Step[] }>>
}

const ofKind = (kind: (typeof EXAMPLES)[number]['kind']) => EXAMPLES.filter((example) => example.kind === kind)
const configs = ofKind('configuration')
const workflows = ofKind('workflow')
const gates = [
  ...workflows.flatMap(({ place, text }) => stepsOfWorkflow(text).map((step) => ({ place, step }))),
  ...ofKind('steps').flatMap(({ place, text }) => (parse(text) as Step[]).map((step) => ({ place, step }))),
].filter(({ step }) => step.uses === 'ORG/perf-gate@v1')

describe('the examples of README and docs', () => {
  it('are configurations, workflows or lists of steps, and there is some of each', () => {
    expect(ofKind('unknown').map(({ place }) => place)).toEqual([])
    expect(Math.min(configs.length, workflows.length, ofKind('steps').length)).toBeGreaterThan(0)
  })

  it.each(configs)('hold no mistake that the reader of configurations finds: $place', ({ text }) => {
    expect(readConfig(sources(text, [])).requests.length).toBeGreaterThan(0)
  })

  it.each(workflows)('are workflows with triggers, and steps in every job: $place', ({ text }) => {
    const { on, jobs = {} } = parse(text) as Workflow
    expect(on).toBeDefined()
    expect(Object.keys(jobs).length).toBeGreaterThan(0)
    expect(Object.values(jobs).filter(({ steps = [] }) => steps.length === 0)).toEqual([])
  })

  it('say what a job with perf-gate may do, and leave no token in the build context', () => {
    expect(workflows.filter(({ text }) => !text.includes('\npermissions:')).map(({ place }) => place)).toEqual([])
    const keeping = workflows.filter(({ text }) =>
      stepsOfWorkflow(text).some(
        ({ uses, with: inputs }) => uses?.startsWith('actions/checkout@') && inputs?.['persist-credentials'] !== false,
      ),
    )
    expect(keeping.map(({ place }) => place)).toEqual([])
  })

  it('give perf-gate only inputs that it has', () => {
    const given = gates.flatMap(({ step }) => Object.keys(step.with ?? {}))
    expect(given.length).toBeGreaterThan(0)
    expect(given.filter((name) => !INPUT_NAMES.some((known) => known === name))).toEqual([])
  })

  it.each(gates)('give perf-gate inputs that can be read: $place', ({ step: { with: inputs = {} } }) => {
    const text = inputs.config ?? configs[0]?.text ?? ''
    expect(() => readConfig(sources(String(text), overrides(inputs)))).not.toThrow()
  })
})

describe('the README', () => {
  it('prints the usage as the command line does (UPDATE_GOLDEN=1 writes it)', () => {
    const block = /^```\nperf-gate: [\s\S]*?^```$/m
    const current = readme.replace(block, () => `\`\`\`\n${USAGE}\n\`\`\``)
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(join(root, 'README.md'), current)
    else expect(readme).toBe(current)
    expect(current).toContain(`\`\`\`\n${USAGE}\n\`\`\``)
  })

  it('explains only messages that the code can give', () => {
    const code = sourcesText()
    const messages = [...readme.matchAll(/^\| "(.*?)" \|/gm)].map((match) => match[1] ?? '')
    expect(messages.length).toBeGreaterThan(20)
    const pieces = messages.flatMap((message) => message.split('…').map((piece) => ({ message, piece: piece.trim() })))
    expect(pieces.filter(({ piece }) => !code.includes(piece))).toEqual([])
  })

  it('lists every cause that a stage can have, in the order in which they are looked for', () => {
    const table = /^\| cause \| [^\n]*\n\| --- [^\n]*\n((?:\|[^\n]*\n)+)/m.exec(readme)?.[1] ?? ''
    const rows = [...table.matchAll(/^\| ([^|]+) \|/gm)].map((match) => match[1])
    expect(rows).toEqual(CAUSES.map((cause) => CAUSE_ROWS[cause]))
  })

  it('has a region that the demo can write into', () => {
    expect(readme).toMatch(/<!-- demo:begin -->\n[\s\S]*\|[\s\S]*<!-- demo:end -->/)
  })
})

describe.each(DOCUMENTS)('$path', ({ path, text }) => {
  it('links to files and headings that exist', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)]+)\)/g)].map((match) => match[1] ?? '')
    expect(links.length).toBeGreaterThan(0)
    expect(links.filter((link) => isDead(path, link))).toEqual([])
  })
})

function isDead(from: string, link: string): boolean {
  const [file = '', heading] = link.split('#')
  const target = file === '' ? from : relative(root, resolve(root, dirname(from), file))
  if (realFiles.find(join(root, target)).state !== 'file') return true
  return heading !== undefined && !headingsOf(readFileSync(join(root, target), 'utf8')).includes(heading)
}

/** As GitHub makes addresses of them. */
function headingsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  )
}

function stepsOfWorkflow(text: string): readonly Step[] {
  return Object.values((parse(text) as Workflow).jobs ?? {}).flatMap((job) => job.steps ?? [])
}

function sources(text: string, given: readonly Override[]): ConfigSources {
  const yaml = { text, name: 'perf-gate.yml', kind: 'file', directory: EXAMPLE } as const
  return { yaml, overrides: given, env: ENV, workspace: EXAMPLE, directory: EXAMPLE, files: realFiles }
}

const OVERRIDES: readonly OverrideKey[] = [
  'image',
  'port',
  'cpus',
  'memory',
  'replicas',
  'thresholds',
  'baseline-image',
  'baseline-path',
  'fail-on',
]

/** The runner has put a value in the place of every expression by then. */
function overrides(inputs: Inputs): readonly Override[] {
  return OVERRIDES.flatMap((key) => {
    const value = inputs[key]
    const instead = key === 'memory' ? '1GiB' : '1'
    if (value === undefined) return []
    return [{ input: key, key, value: String(value).replaceAll(/\$\{\{.*?\}\}/g, instead) }]
  })
}

/** All sources as one text. A message stands in it in pieces: values are put between them, where the README writes `…`. */
function sourcesText(): string {
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .map((path) => readFileSync(join(src, path), 'utf8'))
    .join('\n')
}
