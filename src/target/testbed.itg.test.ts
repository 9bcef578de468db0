import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { buildImage } from '../../fixtures/images.ts'
import type { TargetSpec } from '../model/config.ts'
import type { Ending } from '../model/evidence.ts'
import {
  containersOf,
  docker,
  MIB,
  makeScope,
  makeSite,
  makeSpec,
  newRunId,
  newTargets,
  patient,
  textOf,
  withReady,
  withStart,
} from './test/kit.ts'

let knob: string
beforeAll(async () => {
  knob = await buildImage('knob')
})

async function failedStart(changes: Partial<TargetSpec>): Promise<Ending> {
  return await withStart(makeSpec(knob, changes), async (outcome, runId) => {
    if (outcome.state === 'ready') throw new Error('the target became ready')
    expect(await containersOf(runId), 'the container of a failed start').toEqual([])
    return outcome.ending
  })
}

describe('a target that becomes ready', () => {
  test('has its limits in the engine, no swap, one port on loopback and the labels of its run', async () => {
    await withReady(makeSpec(knob, { cpus: 0.25, memoryBytes: 96 * MIB }), async (target, runId) => {
      expect(target.limits).toMatchObject({ cpus: 0.25, memoryBytes: 96 * MIB, memorySwapBytes: 96 * MIB })
      expect(target.limits.nofile).toBeGreaterThan(1024)
      const [container] = await containersOf(runId)
      const { HostConfig, Config, NetworkSettings } = await docker.getContainer(container?.Id ?? '').inspect()
      expect(HostConfig).toMatchObject({
        NanoCpus: 250_000_000,
        Memory: 96 * MIB,
        MemorySwap: 96 * MIB,
        PidsLimit: 4096,
      })
      expect(NetworkSettings.Ports).toEqual({
        '8080/tcp': [{ HostIp: '127.0.0.1', HostPort: String(target.endpoints[0]?.port) }],
      })
      expect(Object.keys(Config.Labels).filter((label) => label.startsWith('perf-gate.'))).toHaveLength(4)
      expect(target.startupMs).toBeGreaterThan(0)
      expect(target.gone.aborted).toBe(false)
      expect(await target.ending()).toBeNull()
    })
  })

  test('is held to its limits', async () => {
    const spec = makeSpec(knob, { cpus: 0.25, memoryBytes: 96 * MIB, env: { CPU_MS: '200' } })
    await withReady(spec, async (target, runId) => {
      await fetch(`http://127.0.0.1:${target.endpoints[0]?.port}/`)
      const [container] = await containersOf(runId)
      const stats = await docker.getContainer(container?.Id ?? '').stats({ stream: false })
      expect(stats.memory_stats.limit).toBe(96 * MIB)
      expect(stats.cpu_stats.throttling_data.throttled_periods).toBeGreaterThan(0)
    })
  })

  test('gets env, command, entrypoint and user', async () => {
    const changes = {
      env: { MARK: 'from-env' },
      entrypoint: ['/usr/local/bin/node', '-e'],
      command: [
        "require('http').createServer((q, s) => s.end(process.env.MARK + process.getuid() + process.argv[1])).listen(9000)",
        'argument',
      ],
      user: '1234',
      port: 9000,
    }
    await withReady(makeSpec(knob, changes), async (target) => {
      const answer = await fetch(`http://127.0.0.1:${target.endpoints[0]?.port}/`)
      expect(await answer.text()).toBe('from-env1234argument')
    })
  })

  test('is gone when it dies by itself, with its exit code and last lines, and values of its environment as ***', async () => {
    const env = { CRASH_AFTER_REQUESTS: '1', CRASH_CODE: '7', SECRET: 'hunter2-hunter2', ECHO_ENV: 'SECRET' }
    await withReady(makeSpec(knob, { env }), async (target) => {
      const gone = new Promise((resolve) => target.gone.addEventListener('abort', resolve, { once: true }))
      await fetch(`http://127.0.0.1:${target.endpoints[0]?.port}/`).catch(() => undefined)
      await gone
      const ending = await target.ending()
      expect(ending).toMatchObject({ how: 'exited', exitCode: 7 })
      expect(textOf(ending?.lastLines ?? [])).toContain('***')
      expect(textOf(ending?.lastLines ?? [])).not.toContain('hunter2')
    })
  })

  test('tells the last lines of its log while it lives, with values of its environment as ***', async () => {
    const env = { SECRET: 'hunter2-hunter2', ECHO_ENV: 'SECRET' }
    await withReady(makeSpec(knob, { env }), async (target) => {
      const logs = await target.logs()
      expect(logs.map(({ who }) => who)).toEqual([null])
      const text = textOf(logs[0]?.lastLines ?? [])
      expect(text).toContain('***')
      expect(text).not.toContain('hunter2')
    })
  })

  test('tells its ending also to who asks before the engine has told it', async () => {
    await withReady(makeSpec(knob), async (target, runId) => {
      const [container] = await containersOf(runId)
      const { State } = await docker.getContainer(container?.Id ?? '').inspect()
      process.kill(State.Pid, 'SIGKILL')
      // A broken connection is how the load gets to know of it.
      const { host, port } = target.endpoints[0] ?? { host: '', port: 0 }
      while (
        await fetch(`http://${host}:${port}/health`).then(
          (answer) => answer.ok,
          () => false,
        )
      );
      expect(await target.ending()).toMatchObject({ how: 'exited', exitCode: 137 })
    })
  })

  test('dies of memory when it takes more than its limit, also where swap could hold it', async () => {
    const env = { LEAK_KIB: String(64 * 1024) }
    await withReady(makeSpec(knob, { env, memoryBytes: 128 * MIB }), async (target) => {
      for (let sent = 0; sent < 20 && !target.gone.aborted; sent++) {
        await fetch(`http://127.0.0.1:${target.endpoints[0]?.port}/`).catch(() => undefined)
      }
      expect(await target.ending()).toMatchObject({ how: 'out-of-memory', exitCode: 137 })
    })
  })

  test('can be disposed twice, and after it was removed by somebody else', async () => {
    await withReady(makeSpec(knob), async (target, runId) => {
      const [container] = await containersOf(runId)
      await docker.getContainer(container?.Id ?? '').remove({ force: true })
      await target[Symbol.asyncDispose]()
      await target[Symbol.asyncDispose]()
      expect(await containersOf(runId)).toEqual([])
    })
  })

  test('leaves no container behind and does not call its own removal an end', async () => {
    const runId = await withReady(makeSpec(knob), async (target, runId) => {
      await target[Symbol.asyncDispose]()
      expect(target.gone.aborted).toBe(false)
      expect(await target.ending()).toBeNull()
      return runId
    })
    expect(await containersOf(runId)).toEqual([])
  })
})

describe('a start that fails', () => {
  test('for too little memory is out-of-memory', async () => {
    expect(await failedStart({ memoryBytes: 64 * MIB, env: { MEMORY_MIB: '200' } })).toMatchObject({
      how: 'out-of-memory',
      exitCode: 137,
    })
  })

  test('where only a child was killed for memory and it never became ready is out-of-memory', async () => {
    const ready = { path: '/', status: [{ from: 299, to: 299 }], withinMs: patient(2500) }
    const env = { CHILD_MEMORY_MIB: '300' }
    expect(await failedStart({ memoryBytes: 96 * MIB, env, ready })).toMatchObject({ how: 'out-of-memory' })
  })

  test('by a crash has exit code and last lines, at once', async () => {
    const ending = await failedStart({ env: { CRASH_AT_START: '3' } })
    expect(ending).toMatchObject({ how: 'exited', exitCode: 3 })
    expect(textOf(ending.lastLines)).toContain('Traceback')
    // Testcontainers alone would wait 10 s for its ports.
    expect(ending.afterMs).toBeLessThan(patient(10_000))
  })

  test('is told without the secrets of the run, also where a long line is cut within one', async () => {
    const secrets = ['header-value']
    const program = "console.log('got header-value'); console.log('x'.repeat(1995) + 'header-value'); process.exit(1)"
    const spec = makeSpec(knob, { entrypoint: ['/usr/local/bin/node', '-e', program] })
    const site = { ...makeSite(spec, newRunId()), secrets }
    await using testbed = await newTargets().prepare(site, makeScope())
    const outcome = await testbed.start('candidate', spec, makeScope())
    const lines = outcome.state === 'failed' ? outcome.ending.lastLines : []
    expect(textOf(lines)).toBe(`got ***\n${'x'.repeat(1995)}***`)
  })

  test('by never listening is port-never-opened', async () => {
    const ready = { path: '/health', status: 'any' as const, withinMs: 1500 }
    expect(await failedStart({ env: { LISTEN: 'never' }, ready })).toMatchObject({ how: 'port-never-opened' })
  })

  test('by answers that are not accepted is never-ready, with the last status', async () => {
    const ready = { path: '/', status: [{ from: 200, to: 299 }], withinMs: patient(1500) }
    const ending = await failedStart({ env: { STATUS_MIX: '503:1' }, ready })
    expect(ending).toMatchObject({ how: 'never-ready', engineSaid: { outside: 'the last answer was 503' } })
  })

  test("by a command that is not there is refused-by-engine, with the engine's words", async () => {
    const ending = await failedStart({ entrypoint: ['/no/such/program'] })
    expect(ending.how).toBe('refused-by-engine')
    expect(ending.engineSaid?.outside).toContain('/no/such/program')
  })
})

test('a network that is not there is refused before any image is looked for', async () => {
  const spec = makeSpec('no-such-image:1', { network: 'no-such-network', pull: 'never' })
  const prepared = newTargets().prepare(makeSite(spec, newRunId()), makeScope())
  await expect(prepared).rejects.toThrow('"target.network" is no-such-network, which is no network of the engine')
})

describe('an aborted start', () => {
  /** Where an engine is so slow that an abort's time for clean-up is over before it has answered, it removes what it was asked to all the same. Elsewhere nothing is waited for. */
  async function untilGone(runId: string): Promise<void> {
    for (let waitedMs = 0; waitedMs < patient(1000) - 1000 && (await containersOf(runId)).length > 0; waitedMs += 100)
      await sleep(100)
  }

  test.each([0, 5, 30, 100, 300, 600])('leaves nothing when it is aborted after %i ms', async (afterMs) => {
    const spec = makeSpec(knob, { env: { START_DELAY_MS: '5000' } })
    const runId = newRunId()
    const abort = new AbortController()
    const testbed = await newTargets().prepare(makeSite(spec, runId), makeScope())
    const start = testbed.start('candidate', spec, makeScope(abort.signal))
    const reason = new Error('stopped')
    setTimeout(() => abort.abort(reason), afterMs)
    await expect(start).rejects.toBe(reason)
    // Before the testbed is disposed, which would sweep.
    await untilGone(runId)
    expect(await containersOf(runId)).toEqual([])
    await testbed[Symbol.asyncDispose]()
  })
})

test('two gates at once on one engine do not touch each other', async () => {
  const spec = makeSpec(knob)
  await withReady(spec, async (first) => {
    await withReady(spec, async (second) => {
      expect(second.endpoints).not.toEqual(first.endpoints)
      expect(first.gone.aborted).toBe(false)
    })
    expect(first.gone.aborted).toBe(false)
    expect((await fetch(`http://127.0.0.1:${first.endpoints[0]?.port}/health`)).status).toBe(200)
  })
})

test('a main process that ends because its child was killed for memory is out-of-memory, whatever its exit code', async () => {
  const child = 'const held = []; for (;;) held.push(Buffer.alloc(1 << 24, 1))'
  const main = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}]).on('exit', () => process.exit(3))`
  const changes = { entrypoint: ['/usr/local/bin/node', '-e', main], memoryBytes: 128 * MIB }
  expect(await failedStart(changes)).toMatchObject({ how: 'out-of-memory', exitCode: 3 })
})
