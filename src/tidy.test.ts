import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { INPUTS } from './github/inputs.ts'
import { OUTPUT_NAMES } from './github/outputs.ts'
import { METRIC_IDS } from './model/metrics/metrics.ts'

const src = fileURLToPath(new URL('.', import.meta.url))
const root = join(src, '..')

const ENTRIES = ['action.ts', 'post.ts', 'cli.ts', 'judge-worker.ts', 'load/worker.ts', 'browser/page.ts']

/**
 * Which folder of `src` (a lone file counts as one) may import which, besides itself. `src/README.md` says why.
 * `entries` is where real edges are joined to a story.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  model: [],
  ports: ['model'],
  measure: ['model', 'ports'],
  stories: ['model', 'ports', 'measure'],
  config: ['model'],
  reports: ['model'],
  browser: ['model', 'reports'],
  host: ['model', 'ports'],
  load: ['model', 'ports'],
  target: ['model', 'ports'],
  terminal: ['model', 'ports', 'reports'],
  github: ['model', 'ports', 'reports'],
  entries: ['model', 'ports', 'stories', 'config', 'reports', 'host', 'load', 'target', 'terminal', 'github'],
}

/** The packages that each folder may import; no entry: none. Node's own modules are free but for the model, which has the arithmetic of one. */
const MAY_USE: Readonly<Record<string, readonly string[]>> = {
  model: ['zod', 'hdr-histogram-js'],
  config: ['zod', 'yaml'],
  reports: ['csv-stringify', 'markdown-table', 'string-width'],
  browser: ['uplot'],
  load: ['autocannon', 'undici', 'hdr-histogram-js'],
  target: ['testcontainers', 'dockerode', 'undici'],
  github: ['@actions/core', '@actions/github', '@actions/artifact', 'undici', 'yauzl', 'zod'],
  entries: ['@actions/core'],
}

type File = {
  readonly path: string
  readonly folder: string
  readonly text: string
  readonly imports: readonly string[]
}

const files = readFiles()
const sources = files.filter((file) => !/\.test\.ts$|\/test\//.test(file.path))

describe('the source tree', () => {
  it('has a rule for every folder', () => {
    expect([...new Set(files.map((file) => file.folder))].filter((folder) => !(folder in MAY_IMPORT))).toEqual([])
  })

  it('imports only along the lines of the map', () => {
    const wrong = sources.flatMap((file) =>
      file.imports
        .filter((target) => target.startsWith('.'))
        .map((target) => folderOf(relative(src, resolve(src, dirname(file.path), target))))
        .filter((folder) => folder !== file.folder && !MAY_IMPORT[file.folder]?.includes(folder))
        .map((folder) => `${file.path} imports ${folder}`),
    )
    expect(wrong).toEqual([])
  })

  it('has its map in src/README.md: each folder with what it may import', () => {
    const map = readFileSync(join(src, 'README.md'), 'utf8')
    const rows = [...map.matchAll(/^\| `(\w+)` \|.*\|(.*)\|$/gm)].map(([, folder = '', allowed = '']) => [
      folder,
      [...allowed.matchAll(/`(\w+)`/g)].map((match) => match[1]),
    ])
    expect(Object.fromEntries(rows)).toEqual(MAY_IMPORT)
  })

  it('uses each package in its own place only', () => {
    const wrong = sources.flatMap((file) =>
      file.imports
        .filter((target) => !target.startsWith('.') && !target.startsWith('node:'))
        .filter((target) => !MAY_USE[file.folder]?.some((name) => target === name || target.startsWith(`${name}/`)))
        .map((target) => `${file.path} uses ${target}`),
    )
    expect(wrong).toEqual([])
  })

  it('never imports an entry', () => {
    const wrong = sources.flatMap((file) =>
      file.imports
        .filter((target) => target.startsWith('.'))
        .map((target) => relative(src, resolve(src, dirname(file.path), target)))
        .filter((target) => ENTRIES.includes(target))
        .map((target) => `${file.path} imports ${target}`),
    )
    expect(wrong).toEqual([])
  })

  it('keeps the model pure: no world, no time, no chance', () => {
    const world =
      /\bnode:(?!zlib)|\bprocess\.|\bconsole\.|\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bperformance\.|\bfetch\(|\bsetTimeout\b|\bawait\b/
    const impure = sources.filter((file) => file.folder === 'model' && world.test(withoutComments(file.text)))
    expect(impure.map((file) => file.path)).toEqual([])
  })

  it('has no cycle of imports', () => {
    expect(findCycle()).toEqual([])
  })

  it('has every test beside the source that it tests', () => {
    const paths = new Set(files.map((file) => file.path))
    const strays = files
      .filter(
        (file) =>
          /\.test\.ts$/.test(file.path) && !/^(tidy|end-to-end)/.test(file.path) && !file.path.includes('/test/'),
      )
      .filter((file) => !paths.has(file.path.replace(/(\.(itg|real))?\.test\.ts$/, '.ts')))
    expect(strays.map((file) => file.path)).toEqual([])
  })
})

describe('the lists of names', () => {
  const action = parse(readFileSync(join(root, 'action.yml'), 'utf8')) as {
    inputs: Record<string, { description: string; default: string }>
    outputs: Record<string, unknown>
  }
  const readme = readFileSync(join(root, 'README.md'), 'utf8')

  it('agree between action.yml and the code, inputs with their defaults and descriptions', () => {
    const declared = Object.entries(action.inputs).map(([name, input]) => ({
      name,
      description: input.description,
      default: input.default,
    }))
    expect(declared).toEqual(INPUTS)
    expect(Object.keys(action.outputs)).toEqual([...OUTPUT_NAMES])
  })

  it('agree with the README: each input, output, metric and config key has its row', () => {
    const rows = new Set([...readme.matchAll(/^\| `([^`]+)`/gm)].map((match) => match[1]))
    const missing = [...INPUTS.map((input) => input.name), ...OUTPUT_NAMES, ...METRIC_IDS, ...schemaKeys()].filter(
      (name) => !rows.has(name),
    )
    expect(missing).toEqual([])
  })
})

/** Config keys as the README writes them: `target.image`, `requests[].path`, `rounds`. */
function schemaKeys(): readonly string[] {
  const schema = JSON.parse(readFileSync(join(root, 'perf-gate.schema.json'), 'utf8')) as Schema
  return Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    const inner = value.properties ?? value.items?.properties
    const prefix = value.items === undefined ? key : `${key}[]`
    return inner === undefined ? [key] : Object.keys(inner).map((name) => `${prefix}.${name}`)
  })
}
type Schema = { readonly properties?: Record<string, Schema>; readonly items?: Schema }

function readFiles(): readonly File[] {
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => {
      const text = readFileSync(join(src, path), 'utf8')
      const imports = [
        ...text.matchAll(/(?:^|\n)(?:import|export)[^'"]*?from ['"]([^'"]+)['"]|import\(['"]([^'"]+)['"]\)/g),
      ].map((match) => match[1] ?? match[2] ?? '')
      return { path, folder: folderOf(path), text, imports }
    })
}

function folderOf(path: string): string {
  const [first = ''] = path.split('/')
  if (path.includes('/')) return first
  const name = first.replace(/\.(itg\.|real\.)?(test\.)?ts$/, '')
  return ['measure', 'ports'].includes(name) ? name : 'entries'
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '')
}

/** The first cycle found among the sources, as a path; empty when there is none. */
function findCycle(): readonly string[] {
  const graph = new Map(
    sources.map((file) => [
      file.path,
      file.imports
        .filter((target) => target.startsWith('.'))
        .map((target) => relative(src, resolve(src, dirname(file.path), target))),
    ]),
  )
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): readonly string[] => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path]
    if (done.has(path)) return []
    for (const next of graph.get(path) ?? []) {
      const cycle = visit(next, [...trail, path])
      if (cycle.length > 0) return cycle
    }
    done.add(path)
    return []
  }
  for (const path of graph.keys()) {
    const cycle = visit(path, [])
    if (cycle.length > 0) return cycle
  }
  return []
}
