import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { realFiles } from './config/files.ts'
import { readConfig } from './config/read-config.ts'
import type { ConfigSources, Override, OverrideKey } from './config/sources.ts'
import { USAGE } from './entries/usage.ts'
import { INPUT_NAMES } from './github/inputs.ts'

const src = fileURLToPath(new URL('.', import.meta.url))
const readme = readFileSync(join(src, '..', 'README.md'), 'utf8')

/** A folder with the files that the README's examples name. */
const EXAMPLE = join(src, '..', 'fixtures', 'surroundings')
const ENV = { API_TOKEN: 'token', MODEL_TOKEN: 'token', SERVICES_NETWORK: 'github_network_1' }

type Step = { readonly uses?: string; readonly with?: Readonly<Record<string, string>> }
type Workflow = {
  readonly on?: unknown
  readonly jobs?: Readonly<Record<string, { readonly steps?: readonly Step[] }>>
}

const yamlBlocks = [...readme.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? '')
const configs = yamlBlocks.filter((block) => block.startsWith('# perf-gate.yml\n'))
const workflows = yamlBlocks.filter((block) => block.startsWith('# .github/workflows/'))
const stepLists = yamlBlocks.filter((block) => block.startsWith('- '))
const gates = [...workflows.flatMap(stepsOfWorkflow), ...stepLists.flatMap((block) => parse(block) as Step[])].filter(
  (step) => step.uses === 'ORG/perf-gate@v1',
)

describe("the README's examples", () => {
  it('are configurations, workflows or lists of steps, and there is some of each', () => {
    expect(configs.length + workflows.length + stepLists.length).toBe(yamlBlocks.length)
    expect(Math.min(configs.length, workflows.length, stepLists.length)).toBeGreaterThan(0)
  })

  it.each(numbered(configs))('hold no mistake that the reader of configurations finds: configuration %i', (_, text) => {
    expect(readConfig(sources(text, [])).requests.length).toBeGreaterThan(0)
  })

  it.each(numbered(workflows))('are workflows with triggers, and steps in every job: workflow %i', (_, text) => {
    const { on, jobs } = parse(text) as Workflow
    expect(on).toBeDefined()
    expect(Object.values(jobs ?? {}).map((job) => (job.steps ?? []).length > 0)).toEqual([true])
  })

  it('give perf-gate only inputs that it has', () => {
    const given = gates.flatMap((step) => Object.keys(step.with ?? {}))
    expect(given.length).toBeGreaterThan(0)
    expect(given.filter((name) => !INPUT_NAMES.some((known) => known === name))).toEqual([])
  })

  it.each(numbered(gates))('give perf-gate inputs that can be read: gate %i', (_, { with: inputs = {} }) => {
    const text = inputs.config ?? configs[0] ?? ''
    expect(() => readConfig(sources(text, overrides(inputs)))).not.toThrow()
  })
})

describe('the README', () => {
  it('prints the usage as the command line does (UPDATE_GOLDEN=1 writes it)', () => {
    const block = /^```\nperf-gate: [\s\S]*?^```$/m
    const current = readme.replace(block, () => `\`\`\`\n${USAGE}\n\`\`\``)
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(join(src, '..', 'README.md'), current)
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

  it('links to files and headings that exist', () => {
    const targets = [...readme.matchAll(/\]\((?!https?:)([^)]+)\)/g)].map((match) => match[1] ?? '')
    const headings = [...readme.matchAll(/^#+ (.*)$/gm)].map((match) => `#${(match[1] ?? '').toLowerCase()}`)
    const dead = targets.filter((target) =>
      target.startsWith('#') ? !headings.includes(target) : realFiles.find(join(src, '..', target)).state !== 'file',
    )
    expect(dead).toEqual([])
  })

  it('has a region that the demo can write into', () => {
    expect(readme).toMatch(/<!-- demo:begin -->\n[\s\S]*\|[\s\S]*<!-- demo:end -->/)
  })
})

function numbered<T>(items: readonly T[]): [number, T][] {
  return items.map((item, index) => [index + 1, item])
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
  'baseline-path',
  'fail-on',
]

/** The runner has put a value in the place of every expression by then. */
function overrides(inputs: Readonly<Record<string, string>>): readonly Override[] {
  return OVERRIDES.flatMap((key) => {
    const value = inputs[key]
    return value === undefined ? [] : [{ input: key, key, value: value.replaceAll(/\$\{\{.*?\}\}/g, '1') }]
  })
}

/** All sources as one text. A message stands in it in pieces: values are put between them, where the README writes `…`. */
function sourcesText(): string {
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .map((path) => readFileSync(join(src, path), 'utf8'))
    .join('\n')
}
