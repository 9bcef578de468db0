import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { EXAMPLES } from '../fixtures/documents.ts'
import { realFiles } from './config/files.ts'
import { readConfig } from './config/read-config.ts'
import { INPUT_NAMES } from './github/inputs.ts'
import { OUTPUT_NAMES } from './github/outputs.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, '.github', 'workflows')

type Permissions = Readonly<Record<string, string>>
type Step = { readonly uses?: string; readonly with?: Readonly<Record<string, unknown>> }
type Job = { readonly permissions?: Permissions; readonly 'timeout-minutes'?: number; readonly steps: readonly Step[] }
type Workflow = {
  readonly permissions?: Permissions
  readonly concurrency?: unknown
  readonly env?: Readonly<Record<string, string>>
  readonly jobs: Readonly<Record<string, Job>>
}

const files = readdirSync(folder).map((name) => {
  const text = readFileSync(join(folder, name), 'utf8')
  return { name, text, workflow: parse(text) as Workflow }
})

describe.each(files)('the workflow $name', ({ text, workflow }) => {
  const jobs = Object.values(workflow.jobs)

  it('pins every action of others by its commit, with the version beside it', () => {
    const uses = [...text.matchAll(/uses: (?!\.\/)(.*)$/gm)].map((match) => match[1] ?? '')
    expect(uses.filter((one) => !/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(one))).toEqual([])
  })

  it('gives rights to jobs only, and to each no more than it names', () => {
    expect(workflow.permissions).toEqual({})
    expect(jobs.filter((job) => job.permissions === undefined)).toEqual([])
  })

  it('has a time limit for every job, and cannot pile up', () => {
    expect(jobs.filter((job) => job['timeout-minutes'] === undefined)).toEqual([])
    expect(workflow.concurrency).toBeDefined()
  })

  it('keeps credentials only in a job that may write', () => {
    const kept = jobs
      .filter((job) => job.permissions?.contents !== 'write')
      .flatMap((job) => job.steps)
      .filter((step) => step.uses?.startsWith('actions/checkout@') && step.with?.['persist-credentials'] !== false)
    expect(kept).toEqual([])
  })
})

describe('the end-to-end workflow', () => {
  const { text, workflow } = files.find(({ name }) => name === 'e2e.yml') ?? { text: '', workflow: { jobs: {} } }

  it('gives and reads only names that the action has', () => {
    const steps = Object.values(workflow.jobs).flatMap((job) => job.steps)
    const inputs = steps.filter((step) => step.uses === './').flatMap((step) => Object.keys(step.with ?? {}))
    const outputs = [...text.matchAll(/steps\.(?:pass|fail|setup)\.outputs\.([\w-]+)/g)].map((match) => match[1] ?? '')
    expect(inputs.length).toBeGreaterThan(0)
    expect(inputs.filter((name) => !INPUT_NAMES.some((known) => known === name))).toEqual([])
    expect([...new Set(outputs)].sort()).toEqual([...OUTPUT_NAMES].sort())
  })

  it('has a configuration without mistakes', () => {
    const yaml = { text: workflow.env?.CONFIG ?? '', name: 'config', kind: 'inline', directory: root } as const
    const overrides = [{ input: 'image', key: 'image', value: 'perf-gate-fixture/knob:1' }] as const
    const config = readConfig({ yaml, overrides, env: {}, workspace: root, directory: root, files: realFiles })
    expect(config.thresholds).toHaveLength(3)
  })
})

describe('the release workflow', () => {
  const { text } = files.find(({ name }) => name === 'release.yml') ?? { text: '' }

  it('takes full versions only, and moves a plain tag of the major one', () => {
    const version = new RegExp(/\[\[ \$TAG =~ (\S+) \]\]/.exec(text)?.[1] ?? 'none')
    const tags = ['v1.2.3', 'v0.10.0', 'v1', 'v1.2', '1.2.3', 'v01.2.3', 'v1.2.3-rc.1']
    expect(tags.filter((tag) => version.test(tag))).toEqual(['v1.2.3', 'v0.10.0'])
    expect(text).toContain('git tag --force "$MAJOR" "$TAG^{commit}"')
  })
})

describe.each(
  EXAMPLES.filter(({ kind, place }) => kind === 'workflow' && place.startsWith('docs/')),
)('the documented workflow at $place', ({ text }) => {
  const workflow = parse(text) as Workflow & { readonly on: unknown }
  const { concurrency } = workflow as {
    readonly concurrency?: { readonly group: string; 'cancel-in-progress': unknown }
  }

  it('lets no run of the base branch end another', () => {
    if (!JSON.stringify(workflow.on).includes('push')) return
    expect(concurrency?.group).toContain('|| github.ref')
    expect(concurrency?.['cancel-in-progress']).toContain("== 'pull_request'")
  })

  it('may look up what the base branch asks, where it has a gate whose baseline is no file', () => {
    for (const { permissions, steps } of Object.values(workflow.jobs)) {
      const hasGate = steps.some((step) => step.uses?.startsWith('ORG/') && !step.with?.['baseline-path'])
      if (hasGate) expect(permissions?.actions).toBe('read')
    }
  })
})
