import { describe, expect, test } from 'vitest'
import { plainText } from '../model/outside.ts'
import { ApiBudget } from './api-budget.ts'
import { ApiFailure } from './api-failure.ts'
import { type Kit, startKit } from './test/api-kit.ts'

const PULLS = 'GET /repos/{owner}/{repo}/pulls'
const COMMENTS = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments'
const here = { owner: 'octo-org', repo: 'covertype' }

async function failureOf(call: Promise<unknown>): Promise<ApiFailure> {
  const error = await call.then(
    () => new Error('it did not fail'),
    (thrown: unknown) => thrown,
  )
  if (error instanceof ApiFailure) return error
  throw error
}

const listPulls = ({ api }: Kit) => api.octokit.rest.pulls.list(here)

describe('a call', () => {
  test('is made again after faults of the server, each time later', async () => {
    await using kit = await startKit()
    kit.github.fault({ route: PULLS, status: 502, times: 2 })
    expect((await listPulls(kit)).status).toBe(200)
    expect(kit.scope.waitsMs).toEqual([1000, 2000])
  })

  test('is made again after a broken connection', async () => {
    await using kit = await startKit()
    kit.github.fault({ route: PULLS, status: 'broken', times: 1 })
    expect((await listPulls(kit)).status).toBe(200)
    expect(kit.scope.waitsMs).toEqual([1000])
  })

  test('waits as long as a limit asks for', async () => {
    await using kit = await startKit()
    kit.github.fault({ route: PULLS, status: 429, headers: { 'retry-after': '3' }, times: 1 })
    expect((await listPulls(kit)).status).toBe(200)
    expect(kit.scope.waitsMs).toEqual([3000])
  })

  test('does not wait for minutes: the limit is the answer', async () => {
    await using kit = await startKit()
    const headers = {
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(Date.parse('2026-01-02T03:40:00Z') / 1000),
    }
    kit.github.fault({ route: PULLS, status: 403, headers, message: 'API rate limit exceeded' })
    const failure = await failureOf(listPulls(kit))
    expect(plainText(failure.sentence)).toBe(
      'GitHub answered 403 to GET /repos/{owner}/{repo}/pulls: API rate limit exceeded (it asks to wait 2400 s, which is too long)',
    )
    expect([failure.status, kit.scope.waitsMs]).toEqual([403, []])
  })

  test('says at once which permission it lacks', async () => {
    await using kit = await startKit()
    const headers = { 'x-accepted-github-permissions': 'pull_requests=read' }
    kit.github.fault({ route: PULLS, status: 403, headers, message: 'Resource not accessible by integration' })
    const failure = await failureOf(listPulls(kit))
    expect(failure.message).toBe(
      'GitHub answered 403 to GET /repos/{owner}/{repo}/pulls: Resource not accessible by integration',
    )
    expect(kit.github.requests).toHaveLength(1)
  })

  test.each([404, 410, 422])('that is answered by %i is not made again', async (status) => {
    await using kit = await startKit()
    kit.github.fault({ route: PULLS, status })
    expect((await failureOf(listPulls(kit))).status).toBe(status)
    expect(kit.github.requests).toHaveLength(1)
  })

  test('that creates something is not made again when it may have been done', async () => {
    await using kit = await startKit()
    kit.github.fault({ route: COMMENTS, status: 502 })
    const created = kit.api.octokit.rest.issues.createComment({ ...here, issue_number: 1, body: 'a' })
    expect((await failureOf(created)).status).toBe(502)
    expect(kit.github.requests).toHaveLength(1)
  })

  test('fails after four tries, with what GitHub said last', async () => {
    await using kit = await startKit()
    kit.github.fault({ route: PULLS, status: 503, message: 'down' })
    expect((await failureOf(listPulls(kit))).message).toBe(
      'GitHub answered 503 to GET /repos/{owner}/{repo}/pulls: down',
    )
    expect(kit.github.requests).toHaveLength(4)
  })

  test('that gets no answer in time ends, and is made again', async () => {
    await using kit = await startKit({ callMs: 50 })
    kit.github.fault({ route: PULLS, delayMs: 5000 })
    const failure = await failureOf(listPulls(kit))
    expect(failure.message).toMatch(/^GitHub did not answer GET \/repos\/\{owner\}\/\{repo\}\/pulls: /)
    expect([failure.status, kit.scope.waitsMs]).toEqual([null, [1000, 2000, 4000]])
  })

  test('is not sent when the run has used up its calls', async () => {
    await using kit = await startKit({ budget: new ApiBudget({ calls: 2, ms: 60_000 }) })
    await listPulls(kit)
    await listPulls(kit)
    expect((await failureOf(listPulls(kit))).message).toBe(
      'GET /repos/{owner}/{repo}/pulls was not sent: this run has used up its 2 calls, or their time',
    )
    expect(kit.github.requests).toHaveLength(2)
  })

  test('does not begin a wait that is longer than the time left', async () => {
    await using kit = await startKit({ budget: new ApiBudget({ calls: 10, ms: 2500 }) })
    kit.github.fault({ route: PULLS, status: 500 })
    expect((await failureOf(listPulls(kit))).status).toBe(500)
    expect(kit.scope.waitsMs).toEqual([1000])
  })

  test('ends with the reason of who stopped the run', async () => {
    const stop = new AbortController()
    await using kit = await startKit({ signal: stop.signal })
    kit.github.fault({ route: PULLS, delayMs: 5000 })
    const call = listPulls(kit)
    stop.abort(new Error('interrupted'))
    await expect(call).rejects.toThrow('interrupted')
  })
})

describe('a download', () => {
  test('is made without the token', async () => {
    await using kit = await startKit()
    const run = kit.github.addRun()
    const { id, zip } = kit.github.addArtifact(run, { name: 'a', files: { b: 'c' } })
    const parameters = { ...here, artifact_id: id, archive_format: 'zip' }
    const { headers, status } = await kit.api.octokit.rest.actions.downloadArtifact(parameters)
    expect(status).toBe(302)
    expect(await kit.api.download(headers.location ?? '', 1000)).toEqual(zip)
    expect(kit.github.violations).toEqual([])
  })

  test('is tried again', async () => {
    await using kit = await startKit()
    kit.github.fault({ route: 'blob GET', status: 503, times: 1 })
    expect(await kit.api.download(kit.github.signed('bytes'), 1000)).toEqual(Buffer.from('bytes'))
    expect(kit.scope.waitsMs).toEqual([1000])
  })

  test('stops at the largest size', async () => {
    await using kit = await startKit()
    const failure = await failureOf(kit.api.download(kit.github.signed('x'.repeat(1001)), 1000))
    expect(failure.message).toBe('the download has more than 1000 bytes')
  })

  test.each([
    ['', 'GitHub gave no address to download from'],
    ['file:///etc/passwd', 'GitHub gave an address without TLS: '],
  ])('from "%s" is refused', async (url, message) => {
    await using kit = await startKit()
    await expect(async () => kit.api.download(url, 1000)).rejects.toThrow(message)
  })

  test('follows no further redirect', async () => {
    await using kit = await startKit()
    kit.github.fault({ route: 'blob GET', status: 302, headers: { location: kit.github.apiUrl } })
    expect((await failureOf(kit.api.download(kit.github.signed('x'), 1000))).message).toContain('unexpected redirect')
    expect(kit.github.requests.every((line) => line.startsWith('blob GET'))).toBe(true)
  })
})
