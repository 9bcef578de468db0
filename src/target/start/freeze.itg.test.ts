import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { buildImage } from '../../../fixtures/images.ts'
import type { Target } from '../../ports.ts'
import { EngineLost } from '../engine/engine-lost.ts'
import { nodeBalancer } from '../test/balancer.ts'
import { CutEngine } from '../test/cut-engine.ts'
import { containersOf, docker, leftOf, MIB, makeSpec, newRunId, patient, withReady } from '../test/kit.ts'
import { Freezer } from './freeze.ts'

let knob: string
beforeAll(async () => {
  knob = await buildImage('knob')
})

const now = () => performance.timeOrigin + performance.now()

function ask(target: Target, path: string): ClientRequest {
  const { host, port } = target.endpoints[0] ?? { host: '', port: 0 }
  return request({ host, port, path }).end()
}

async function answerOf(asked: ClientRequest): Promise<IncomingMessage> {
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  return answer.resume()
}

async function onlyContainer(runId: string) {
  const [found] = await containersOf(runId)
  return docker.getContainer(found?.Id ?? '')
}

async function pausedOf(runId: string): Promise<readonly boolean[]> {
  const containers = await containersOf(runId)
  const all = await Promise.all(containers.map(({ Id }) => docker.getContainer(Id).inspect()))
  return all.map(({ State }) => State.Paused)
}

describe('a frozen target', () => {
  test('uses no CPU, answers nothing, and goes on with both when it is thawed, over the connection that it had', async () => {
    const spec = makeSpec(knob, { env: { CPU_MS: '1500' } })
    await withReady(spec, async (target) => {
      const asked = ask(target, '/')
      const answer = answerOf(asked)
      const [socket] = (await once(asked, 'socket')) as [Socket]
      await sleep(300)
      await target.freeze()
      const frozenMs = now()
      const heard = await Promise.race([answer.then(() => 'an answer'), sleep(patient(1500), 'nothing')])
      expect(heard).toBe('nothing')
      // The look before the freeze is up to 200 ms older.
      const frozen = await target.figures(frozenMs + 500, now())
      expect(frozen.replicas[0]?.cpuSeconds).toBeLessThan(0.001)
      await target.thaw()
      const thawedMs = now()
      expect((await answer).statusCode).toBe(200)
      expect((await answer).socket).toBe(socket)
      const thawed = await target.figures(thawedMs, now())
      expect(thawed.replicas[0]?.cpuSeconds).toBeGreaterThan(0.2)
    })
  })

  test('is all of its replicas and the proxy in front of them', async () => {
    const small = { cpus: 0.5, memoryBytes: 96 * MIB }
    await withReady(makeSpec(knob, { ...small, replicas: 2, balancer: nodeBalancer(knob) }), async (target, runId) => {
      await target.freeze()
      await target.freeze()
      expect(await pausedOf(runId)).toEqual([true, true, true])
      await target.thaw()
      await target.thaw()
      expect(await pausedOf(runId)).toEqual([false, false, false])
      expect((await answerOf(ask(target, '/health'))).statusCode).toBe(200)
    })
  })

  test('is removed as any other, by its disposal and after SIGINT', async () => {
    const disposed = await withReady(makeSpec(knob), async (target, runId) => {
      await target.freeze()
      return runId
    })
    expect(await leftOf(disposed)).toEqual([])
    const runId = newRunId()
    const script = join(import.meta.dirname, '../test/run-until-signal.ts')
    const child = spawn(process.execPath, [script, knob, runId, '', '{}', 'frozen'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    expect(String((await once(child.stdout, 'data'))[0])).toBe('ready\n')
    expect(await pausedOf(runId)).toEqual([true])
    child.kill('SIGINT')
    await once(child, 'exit')
    expect(await leftOf(runId)).toEqual([])
  })
})

describe('a turn that ends', () => {
  test('with a target that has died, before it was to be frozen or since, ends as any other, and its end is told', async () => {
    for (const order of ['before', 'since'] as const) {
      await withReady(makeSpec(knob), async (target, runId) => {
        const container = await onlyContainer(runId)
        if (order === 'since') await target.freeze()
        // The engine kills nothing that is paused.
        if (order === 'since') await container.unpause()
        await container.kill()
        await container.wait()
        await target.freeze()
        await target.thaw()
        expect(await target.ending()).toMatchObject({ how: 'exited', exitCode: 137 })
      })
    }
  })

  test('with a target that somebody else has removed, frozen or thawed is no failure of ours', async () => {
    await withReady(makeSpec(knob), async (target, runId) => {
      const container = await onlyContainer(runId)
      await container.pause()
      await target.freeze()
      await container.unpause()
      await target.thaw()
      await container.remove({ force: true })
      await target.freeze()
      await target.thaw()
    })
  })

  test('with an engine that is gone says so', async () => {
    await using engine = await CutEngine.listen()
    const freezer = new Freezer(engine.docker, ['f'.repeat(64)])
    await freezer.freeze()
    engine.close()
    await expect(freezer.thaw()).rejects.toThrow(EngineLost)
  })
})
