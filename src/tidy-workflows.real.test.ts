import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { EXAMPLES, workflowOf } from '../fixtures/documents.ts'
import { lintWorkflows } from '../fixtures/lint-workflows.ts'
import { runSetup } from '../fixtures/run-setup.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Every workflow that people run or copy, by its place. */
const WORKFLOWS = new Map([
  ...['.github/workflows', 'fixtures/act/example/.github/workflows'].flatMap((folder) =>
    readdirSync(join(root, folder)).map(
      (name) => [`${folder}/${name}`, readFileSync(join(root, folder, name), 'utf8')] as const,
    ),
  ),
  ...EXAMPLES.filter(({ kind }) => kind === 'workflow' || kind === 'steps').map(
    (example) => [example.place, workflowOf(example)] as const,
  ),
])

beforeAll(() => runSetup('setup-workflows', 'actionlint'))

describe('actionlint', () => {
  it('finds nothing in our workflows and in those that the documentation shows', async () => {
    expect(WORKFLOWS.size).toBeGreaterThan(15)
    const found = await lintWorkflows(WORKFLOWS)
    expect([...found].flatMap(([place, findings]) => findings.map((finding) => `${place}: ${finding}`))).toEqual([])
  })

  const STEPS = 'on: pull_request\njobs:\n  perf:\n    runs-on: ubuntu-latest\n    steps:\n      '
  it.each([
    ['an input that the action does not have', `- { uses: ORG/perf-gate@v1, with: { imgae: api:1 } }`, '"imgae"'],
    [
      'an output that the action does not have',
      `- { id: gate, uses: ORG/perf-gate@v1 }\n      - run: echo \${{ steps.gate.outputs.verdikt }}`,
      '"verdikt" is not defined',
    ],
    [
      'a text of the pull request in a script',
      `- run: echo \${{ github.event.pull_request.title }}`,
      'potentially untrusted',
    ],
    ['a key that steps do not have', '- { run: echo, shel: bash }', 'unexpected key "shel"'],
  ])('finds %s', async (_, steps, sentence) => {
    const found = await lintWorkflows(new Map([['broken', STEPS + steps]]))
    expect(found.get('broken')).toEqual([expect.stringContaining(sentence)])
  })

  it('finds the line of a workflow that is broken elsewhere', async () => {
    const broken = 'on: pull_requests\npermissions: { packages: pull }\njobs: {}\n'
    const found = await lintWorkflows(
      new Map([
        ['whole', [...WORKFLOWS.values()][0] ?? ''],
        ['broken', broken],
      ]),
    )
    expect(found.get('whole')).toEqual([])
    expect(found.get('broken')?.map((finding) => finding.split(':')[0])).toEqual(expect.arrayContaining(['1', '2']))
  })
})
