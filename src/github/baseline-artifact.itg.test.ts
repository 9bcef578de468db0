import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { FakeGithub } from '../../fixtures/github/fake-github.ts'
import { type FakeArtifact, type FakeRun, shaOf } from '../../fixtures/github/state.ts'
import { zipOf } from '../../fixtures/github/zip.ts'
import { HOSTILE_TEXTS } from '../../fixtures/hostile.ts'
import { storedBaseline } from '../../fixtures/results.ts'
import type { Config } from '../model/config.ts'
import { plainText } from '../model/outside.ts'
import { encodeBaseline, type Lookup } from '../model/result/baseline.ts'
import type { Scope } from '../ports.ts'
import { artifactName, BASELINE_FILE } from './artifact-name.ts'
import { artifactBaselines } from './baseline-artifact.ts'
import { type Kit, startKit } from './test/api-kit.ts'
import { origin } from './test/origin.ts'

const KEY = 'ci gate'
const NAME = artifactName(KEY)
const baseline = storedBaseline([{ rps: [100, 101, 99], p95: [50, 51, 52] }])
const files = { [BASELINE_FILE]: encodeBaseline(baseline) }
const COMMIT = 'GET /repos/{owner}/{repo}/git/commits/{commit_sha}'
const config = configOf('auto')

/** A store reads nothing else of the configuration. */
function configOf(compare: Config['baseline']['compare']): Config {
  return { baseline: { compare } } as Config
}

let kit: Kit
let github: FakeGithub
let folder: string

/** The base branch has grown from a over b to c; the pull request is based on b. */
beforeEach(async () => {
  kit = await startKit()
  github = kit.github
  github.state.commits
    .set(shaOf('a'), [])
    .set(shaOf('b'), [shaOf('a')])
    .set(shaOf('c'), [shaOf('b')])
  folder = mkdtempSync(join(tmpdir(), 'perf-gate-test-'))
})
afterEach(async () => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
  await kit[Symbol.asyncDispose]()
})

type StoreOptions = { readonly env?: Record<string, string>; readonly scope?: Scope }

function storeFor(run: FakeRun | null = null, { env = {}, scope = kit.scope }: StoreOptions = {}) {
  const all = run === null ? env : { ...github.env(run), RUNNER_TEMP: folder, ...env }
  for (const [name, value] of Object.entries(all)) vi.stubEnv(name, value)
  return artifactBaselines({
    api: kit.api,
    origin: { state: 'known', origin },
    keyOf: () => KEY,
    env: all,
    scope,
  })
}

/** Stores from a job of that run; the time for it does not run out. */
function save(run: FakeRun, env: Record<string, string> = {}) {
  const scope = { ...kit.scope, clock: { ...kit.scope.clock, sleep: endOfSignal } }
  return storeFor(run, { env, scope }).save(config, baseline)
}

function endOfSignal(_: number, signal: AbortSignal): Promise<void> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }))
}

function addBaseline(run: Partial<FakeRun> = {}, artifact: Partial<FakeArtifact> = {}): FakeArtifact {
  return github.addArtifact(github.addRun(run), { name: NAME, files, ...artifact })
}

async function find(): Promise<Lookup> {
  return storeFor().find(config)
}

/** What the lookup says, with the artifact that it is about. */
function told(lookup: Lookup): string {
  if (lookup.state === 'off') return 'off'
  return `${lookup.state} ${lookup.where.outside}${lookup.state === 'unusable' ? `: ${plainText(lookup.why)}` : ''}`
}

describe('finding a baseline', () => {
  test('gives the newest of the base branch, in four calls and one download', async () => {
    addBaseline()
    const newest = addBaseline({ headSha: shaOf('b') })
    const lookup = await find()
    expect(lookup).toEqual({
      state: 'found',
      where: { outside: `artifact ${NAME} (${newest.id}) of run ${newest.runId} on main` },
      baseline,
    })
    expect(github.requests).toEqual([
      `GET /repos/octo-org/covertype/actions/artifacts?name=${NAME}&per_page=100 -> 200`,
      `GET /repos/octo-org/covertype/actions/runs/${newest.runId}?exclude_pull_requests=true -> 200`,
      `GET /repos/octo-org/covertype/actions/artifacts/${newest.id}/zip -> 302`,
      'blob GET',
    ])
  })

  test('takes that of the newest run, and not of an old one that was run again since', async () => {
    const old = github.addRun()
    const newest = addBaseline({ headSha: shaOf('b') })
    github.addArtifact(old, { name: NAME, files })
    expect(told(await find())).toContain(`found artifact ${NAME} (${newest.id})`)
  })

  test.each([
    ['a failed run', { conclusion: 'failure' }],
    ['a run that was cancelled', { conclusion: 'cancelled' }],
    ['a run that goes on', { status: 'in_progress', conclusion: null }],
    ['a nightly run', { event: 'schedule' }],
    ['a run by hand', { event: 'workflow_dispatch' }],
    ['a run whose path names its branch', { path: '.github/workflows/ci.yml@main' }],
  ])('takes that of %s: only the measurement had to be valid', async (_, run) => {
    addBaseline(run)
    expect((await find()).state).toBe('found')
  })

  test('asks for no more than it needs to know that there is none', async () => {
    expect(told(await find())).toBe(`missing artifact ${NAME} of main`)
    expect(github.requests).toEqual([
      `GET /repos/octo-org/covertype/actions/artifacts?name=${NAME}&per_page=100 -> 200`,
      'GET /repos/octo-org/covertype/actions/workflows/ci.yml/runs?exclude_pull_requests=true&per_page=100&page=1 -> 200',
    ])
  })

  test('finds none for a workflow that only this pull request has', async () => {
    github.fault({ route: 'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs', status: 404 })
    expect(told(await find())).toBe(`missing artifact ${NAME} of main`)
  })

  test('is not put off by a stale filtered list', async () => {
    addBaseline()
    github.state.staleArtifactsByName = true
    expect((await find()).state).toBe('found')
  })

  test('nor by a run that has left hundreds of others since', async () => {
    const { runId } = addBaseline()
    const run = github.state.runs.find(({ id }) => id === runId)
    for (let count = 0; count < 150 && run !== undefined; count += 1) {
      github.addArtifact(run, { name: `log-${count}`, files: {} })
    }
    github.state.staleArtifactsByName = true
    expect((await find()).state).toBe('found')
  })

  test('looks at three pages of runs and five of their runs at most, where the filtered list is stale', async () => {
    addBaseline()
    for (let count = 0; count < 6; count += 1) github.addRun()
    for (let count = 0; count < 450; count += 1) github.addRun({ event: 'pull_request', headBranch: 'change' })
    github.state.staleArtifactsByName = true
    expect((await find()).state).toBe('missing')
    expect(github.requests).toHaveLength(1 + 3)
    github.state.runs.splice(7)
    await find()
    expect(github.requests.slice(4).filter((line) => /\/artifacts\?/.test(line))).toHaveLength(1 + 5)
  })

  test('finds the artifact of another gate under no circumstances', async () => {
    github.addArtifact(github.addRun(), { name: artifactName('ci other gate'), files })
    github.addArtifact(github.addRun(), { name: `${NAME}-more`, files })
    expect(await find()).toMatchObject({ state: 'missing', others: true })
  })

  test('knows of no other gate where strangers alone have left something, or no baseline', async () => {
    const name = artifactName('ci other gate')
    github.addArtifact(github.addRun({ event: 'pull_request' }), { name, files })
    github.addArtifact(github.addRun(), { name: 'perf-gate-result-api', files })
    expect(await find()).not.toHaveProperty('others')
  })

  test('needs no digest where an older server gives none', async () => {
    addBaseline({}, { digest: null })
    expect((await find()).state).toBe('found')
  })

  test('gives it also where nothing is to be compared: it says what the base branch asks', async () => {
    addBaseline()
    expect((await storeFor().find(configOf('none'))).state).toBe('found')
  })

  test('keeps hostile texts of a baseline as they are: they are escaped where they are shown', async () => {
    const reference = HOSTILE_TEXTS.join('\n').slice(0, 1000)
    const hostile = { ...baseline, image: { ...baseline.image, reference } }
    addBaseline({}, { zip: zipOf([{ name: BASELINE_FILE, data: encodeBaseline(hostile) }]) })
    const lookup = await find()
    expect(lookup.state === 'found' ? lookup.baseline.image.reference : '').toBe(reference)
  })
})

describe('a stranger is as good as absent, and named in the log:', () => {
  test.each<[string, Partial<FakeRun>, string]>([
    [
      'a fork whose branch is called main',
      { headRepositoryId: 701, headOwner: 'mallory', event: 'pull_request' },
      'its run came from a fork',
    ],
    ['a fork that claims to be a push', { headRepositoryId: 701 }, 'its run came from a fork'],
    ['a fork that is gone', { headRepositoryId: null }, 'its run came from a fork that is gone'],
    ['a run of another repository', { repositoryId: 1 }, 'its run belongs to another repository'],
    [
      'a pull request from main into a release',
      { event: 'pull_request' },
      'its run was started by pull_request, not by push, schedule, workflow_dispatch',
    ],
    [
      'pull_request_target',
      { event: 'pull_request_target' },
      'its run was started by pull_request_target, not by push, schedule, workflow_dispatch',
    ],
    ['another branch', { headBranch: '::error::x\n@octocat' }, 'its run was on ::error::x @octocat, not on main'],
    [
      'another workflow',
      { path: '.github/workflows/other.yml' },
      'its run was of .github/workflows/other.yml, not of .github/workflows/ci.yml',
    ],
    [
      'a commit after the base',
      { headSha: shaOf('c') },
      'its commit cccccccccccc is not part of the base bbbbbbbbbbbb',
    ],
    ['a commit that is gone', { headSha: shaOf('d') }, 'its commit dddddddddddd is not part of the base bbbbbbbbbbbb'],
    ['this run itself', { id: 99 }, 'it is of this run itself'],
  ])('%s', async (_, run, why) => {
    const { id, runId } = addBaseline(run)
    expect(told(await find())).toBe(`missing artifact ${NAME} of main`)
    expect(kit.scope.lines).toEqual([`Baseline artifact ${id} of run ${runId} refused: ${why}`])
  })

  test('a run that was deleted after the list was made', async () => {
    const { id, runId } = addBaseline({ event: 'push' })
    github.fault({ route: 'GET /repos/{owner}/{repo}/actions/runs/{run_id}', status: 404 })
    github.fault({ route: 'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs', status: 404 })
    expect(told(await find())).toBe(`missing artifact ${NAME} of main`)
    expect(kit.scope.lines).toEqual([`Baseline artifact ${id} of run ${runId} refused: its run has been deleted`])
  })

  test('however many they are, the one of the base branch behind them is found', async () => {
    addBaseline()
    for (let count = 0; count < 99; count += 1) addBaseline({ headRepositoryId: 701 })
    expect((await find()).state).toBe('found')
    expect(kit.scope.lines).toHaveLength(11)
    expect(kit.scope.lines.at(-1)).toBe('and 89 more baseline artifacts refused')
  })

  test('more than a page of them do not hide the one of the base branch', async () => {
    addBaseline()
    const stranger = github.addRun({ headRepositoryId: 701, event: 'pull_request' })
    for (let count = 0; count < 150; count += 1) github.addArtifact(stranger, { name: NAME, files })
    expect((await find()).state).toBe('found')
  })
})

describe('the base is that of the merge that is tested,', () => {
  const head = shaOf('5')
  const merge = { sha: shaOf('6'), headSha: head }

  /** The base branch went on from b to c, and GitHub merged c with the change; the event still says b. */
  beforeEach(() => {
    github.state.commits.set(head, [shaOf('a')]).set(merge.sha, [shaOf('c'), head])
  })

  async function findFor(of: typeof merge | null) {
    const store = artifactBaselines({
      api: kit.api,
      origin: { state: 'known', origin: { ...origin, merge: of } },
      keyOf: () => KEY,
      env: {},
      scope: kit.scope,
    })
    return await store.find(config)
  }

  test('also where the event names an older one', async () => {
    const older = addBaseline({ headSha: shaOf('b') })
    const newer = addBaseline({ headSha: shaOf('c') })
    expect(told(await findFor(merge))).toContain(`found artifact ${NAME} (${newer.id})`)
    expect(told(await findFor(null))).toContain(`found artifact ${NAME} (${older.id})`)
  })

  test("and not the change's own commits, which the merge contains as well", async () => {
    const { id, runId } = addBaseline({ headSha: head })
    expect(told(await findFor(merge))).toBe(`missing artifact ${NAME} of main`)
    expect(kit.scope.lines).toEqual([
      `Baseline artifact ${id} of run ${runId} refused: its commit 555555555555 is not part of the base cccccccccccc`,
    ])
  })

  test.each<[string, () => void]>([
    ['GitHub does not know the merge any more', () => github.state.commits.delete(merge.sha)],
    ['it is no merge', () => github.state.commits.set(merge.sha, [shaOf('c')])],
    ['it is the merge of another change', () => github.state.commits.set(merge.sha, [shaOf('c'), shaOf('7')])],
    ['it may not be seen', () => github.fault({ route: COMMIT, status: 403 })],
  ])('and that of the event where %s', async (_, happen) => {
    const older = addBaseline({ headSha: shaOf('b') })
    addBaseline({ headSha: shaOf('c') })
    happen()
    expect(told(await findFor(merge))).toContain(`found artifact ${NAME} (${older.id})`)
  })

  test('and however far the branch has gone on since, few calls find the last one that it contains', async () => {
    const found = addBaseline({ headSha: shaOf('b') })
    for (let count = 0; count < 90; count += 1) {
      const sha = String(count).padStart(40, '0')
      github.state.commits.set(sha, [shaOf('c')])
      addBaseline({ headSha: sha })
    }
    expect(told(await find())).toContain(`found artifact ${NAME} (${found.id})`)
    expect(github.requests.length).toBeLessThan(20)
  })
})

describe('a baseline of the base branch that cannot be used is unusable, never absent:', () => {
  const text = encodeBaseline(baseline)
  test.each<[string, Partial<FakeArtifact>, RegExp]>([
    ['expired', { expired: true }, /^it has expired \(2026-04-02T03:04:05Z\): a run of the base branch/],
    ['too large', { sizeBytes: 2_000_000 }, /^it has 2000000 bytes; a baseline has at most 1048576$/],
    [
      'larger than it says',
      { zip: Buffer.alloc(1_100_000), sizeBytes: 10 },
      /^the download has more than 1048576 bytes$/,
    ],
    [
      'other bytes than its digest',
      { digest: `sha256:${'0'.repeat(64)}` },
      /^its digest is sha256:[0-9a-f]{64}, not sha256:0{64} as GitHub says$/,
    ],
    ['a digest of another kind', { digest: 'md5:00' }, /not md5:00 as GitHub says$/],
    ['no zip', { zip: Buffer.from(text) }, /^its zip is broken: /],
    [
      'a zip with a way out',
      { zip: zipOf([{ name: `../${BASELINE_FILE}`, data: text }]) },
      /^its zip is broken: invalid relative path/,
    ],
    [
      'a zip with two files',
      {
        zip: zipOf([
          { name: BASELINE_FILE, data: text },
          { name: 'x', data: '' },
        ]),
      },
      /^its zip holds 2 files/,
    ],
    [
      'a zip bomb',
      { zip: zipOf([{ name: BASELINE_FILE, data: Buffer.alloc(20_000_000) }]) },
      /^its file has 20000000 bytes/,
    ],
    [
      'a zip bomb that lies',
      { zip: zipOf([{ name: BASELINE_FILE, data: Buffer.alloc(20_000_000), statedBytes: 9 }]) },
      /^its zip is broken: too many bytes/,
    ],
    ['no JSON', { zip: zipOf([{ name: BASELINE_FILE, data: 'null,' }]) }, /^it is not JSON$/],
    [
      'another schema',
      { zip: zipOf([{ name: BASELINE_FILE, data: text.replace('"runs"', '"ruins"') }]) },
      /^"runs" is not as the format says$/,
    ],
    [
      'a newer format',
      { zip: zipOf([{ name: BASELINE_FILE, data: text.replace('"schema": 1', '"schema": 2') }]) },
      /^it has format 2, which a newer perf-gate wrote$/,
    ],
  ])('%s', async (_, artifact, why) => {
    const { id } = addBaseline({}, artifact)
    const lookup = await find()
    expect(told(lookup)).toContain(`unusable artifact ${NAME} (${id})`)
    expect(lookup.state === 'unusable' ? plainText(lookup.why) : '').toMatch(why)
  })

  test('an older good one is taken in its place', async () => {
    const good = addBaseline()
    const { id, runId } = addBaseline({}, { zip: Buffer.from('broken') })
    expect(told(await find())).toBe(`found artifact ${NAME} (${good.id}) of run ${good.runId} on main`)
    expect(kit.scope.lines).toEqual([
      expect.stringContaining(`Baseline artifact ${id} of run ${runId} refused: its zip is broken`),
    ])
  })

  test('one that is removed between list and download', async () => {
    addBaseline()
    github.fault({
      route: 'GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}',
      status: 410,
      message: 'Gone',
    })
    expect(told(await find())).toMatch(/^unusable .*: GitHub answered 410 to GET .*: Gone$/)
  })
})

describe('where GitHub cannot be asked, the baseline is unusable', () => {
  const LIST = 'GET /repos/{owner}/{repo}/actions/artifacts'

  test.each<[string, string, number, RegExp]>([
    [
      'for want of a permission',
      LIST,
      403,
      /GitHub answered 403 to GET .*: as the test wants it; write "actions: read" under the job's "permissions"$/,
    ],
    ['when it is down', LIST, 503, /GitHub answered 503/],
    ['about the run', 'GET /repos/{owner}/{repo}/actions/runs/{run_id}', 500, /GitHub answered 500/],
    ['about the commit', 'GET /repos/{owner}/{repo}/compare/{basehead}', 500, /GitHub answered 500/],
    ['for the bytes', 'blob GET', 403, /GitHub answered 403 to the download from 127\.0\.0\.1/],
  ])('%s', async (_, route, status, why) => {
    addBaseline()
    github.fault({ route, status })
    const lookup = await find()
    expect(lookup.state === 'unusable' ? plainText(lookup.why) : '').toMatch(why)
  })

  test('for want of another permission, which GitHub names', async () => {
    addBaseline()
    const headers = { 'x-accepted-github-permissions': 'contents=read' }
    github.fault({ route: 'GET /repos/{owner}/{repo}/compare/{basehead}', status: 403, headers })
    const lookup = await find()
    expect(lookup.state === 'unusable' ? plainText(lookup.why) : '').toMatch(/; write "contents: read" under/)
  })

  test('and an answer of something else in its place is told', async () => {
    github.fault({ route: LIST, status: 200, message: 'please log in' })
    const lookup = await find()
    expect(lookup.state === 'unusable' ? plainText(lookup.why) : '').toBe(
      'GitHub\'s answer is not a list of artifacts (at "artifacts")',
    )
  })

  test.each([429, 500])('unless it answers in time: %i once', async (status) => {
    addBaseline()
    github.fault({ route: LIST, status, headers: { 'retry-after': '2' }, times: 1 })
    expect((await find()).state).toBe('found')
  })
})

describe('where nobody can be asked', () => {
  test('for want of a token, nothing is found, and said', async () => {
    const api = { state: 'none', why: ['there is no token'] } as const
    const store = artifactBaselines({
      api,
      origin: { state: 'known', origin },
      keyOf: () => KEY,
      env: {},
      scope: kit.scope,
    })
    expect(await store.find(config)).toEqual({ state: 'off' })
    expect(kit.scope.lines).toEqual(['No baseline is looked up: there is no token'])
  })

  test('because the run does not say where it is from, neither', async () => {
    const from = { state: 'unknown', why: ['act'] } as const
    const store = artifactBaselines({ api: kit.api, origin: from, keyOf: () => KEY, env: {}, scope: kit.scope })
    expect(await store.find(config)).toEqual({ state: 'off' })
  })
})

describe("storing a baseline by the runner's own client", () => {
  test('is found again by the next pull request', async () => {
    const run = github.addRun()
    const saved = await save(run)
    expect(saved).toEqual({ state: 'saved', where: `artifact ${NAME} (${github.state.artifacts[0]?.id})` })
    expect(await find()).toMatchObject({ state: 'found', baseline })
    expect(github.requests.slice(0, 4)).toEqual([
      'twirp CreateArtifact -> 200',
      'blob PUT block',
      'blob PUT blocklist',
      'twirp FinalizeArtifact -> 200',
    ])
    expect(readdirSync(folder)).toEqual([])
  })

  test('asks for 90 days, or for what the repository allows', async () => {
    const days = async (most: string) => {
      await save(github.addRun(), { GITHUB_RETENTION_DAYS: most })
      return Math.round((Date.parse(github.expiryOf(NAME) ?? '') - Date.now()) / 86_400_000)
    }
    expect([await days('400'), await days('30'), await days('')]).toEqual([90, 30, 90])
  })

  test('a second time in a run is refused, with what the service said', async () => {
    const run = github.addRun()
    await save(run)
    const again = await save(run)
    expect(again.state === 'not-saved' ? plainText(again.why) : '').toMatch(
      /^the upload of artifact .* failed: .*\(409\)/,
    )
  })

  test('in a later attempt of a run replaces what the earlier one stored', async () => {
    const run = github.addRun()
    await save(run)
    const [first] = github.state.artifacts
    expect((await save(run, { GITHUB_RUN_ATTEMPT: '2' })).state).toBe('saved')
    expect(github.state.artifacts).toHaveLength(1)
    expect(github.state.artifacts[0]?.id).not.toBe(first?.id)
  })

  test('in a later attempt needs no earlier one', async () => {
    expect((await save(github.addRun(), { GITHUB_RUN_ATTEMPT: '2' })).state).toBe('saved')
  })

  test.each<[string, Record<string, string>]>([
    ['under act', { ACT: 'true' }],
    ['on GitHub Enterprise Server', { GITHUB_SERVER_URL: 'https://git.acme.example' }],
    ['without a runtime token', { ACTIONS_RUNTIME_TOKEN: '' }],
  ])('%s is not even tried', async (_, env) => {
    expect(await save(github.addRun(), env)).toEqual({ state: 'no-store' })
    expect(kit.scope.lines.join('\n')).toMatch(/^No baseline is stored: .*"baseline-path".*$/)
    expect(github.requests).toEqual([])
  })

  test.each<[string, string, number, RegExp]>([
    ['the service refuses', 'twirp CreateArtifact', 403, /Failed to CreateArtifact: .*\(403\)/],
    ['the quota is used up', 'twirp CreateArtifact', 400, /failed: /],
    [
      'a step with the same key was first',
      'twirp CreateArtifact',
      409,
      /; another step .* give each gate a "key" of its own$/,
    ],
    ['the storage refuses', 'blob PUT', 403, /failed: /],
    ['the service does not take it in the end', 'twirp FinalizeArtifact', 400, /Failed to FinalizeArtifact/],
  ])('where %s is a reason, not an error', async (_, route, status, why) => {
    github.fault({ route, status, message: 'as the test wants it' })
    const saved = await save(github.addRun())
    expect(saved.state === 'not-saved' ? plainText(saved.why) : 'saved').toMatch(why)
    expect(readdirSync(folder)).toEqual([])
  })

  test('that does not end in time is left, with that reason', async () => {
    github.fault({ route: 'twirp CreateArtifact', delayMs: 2000 })
    const saved = await storeFor(github.addRun()).save(config, baseline)
    expect(saved.state === 'not-saved' ? plainText(saved.why) : '').toMatch(/failed: it was not done after 60 s$/)
    expect(kit.scope.waitsMs).toEqual([60_000])
  })
})
