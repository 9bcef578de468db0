import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { buildImage } from '../../fixtures/images.ts'
import type { TargetSpec } from '../model/config.ts'
import { makeLabels, type Owner, readOwner } from './engine/owner.ts'
import { nodeBalancer } from './test/balancer.ts'
import { containersOf, docker, leftOf, makeScope, newRunId, newTargets } from './test/kit.ts'

let knob: string
beforeAll(async () => {
  knob = await buildImage('knob')
})

const created: string[] = []
afterEach(async () => {
  for (const id of created.splice(0))
    await docker
      .getContainer(id)
      .remove({ force: true })
      .catch(() => undefined)
})

const HOUR_MS = 3_600_000

/** A container as a run with that owner leaves it. */
async function leave(owner: Owner | null, deadlineEpochMs: number, runId = newRunId()): Promise<string> {
  const Labels = makeLabels({ runId, owner, deadlineEpochMs, perfGateVersion: '0' })
  const container = await docker.createContainer({ Image: knob, Labels })
  created.push(container.id)
  await container.start()
  return runId
}

function self(): Owner {
  const owner = readOwner()
  if (owner === null) throw new Error('this test needs /proc')
  return owner
}

/** A process that has ended, with the start time that it had. */
async function deadOwner(): Promise<Owner> {
  const child = spawn('true')
  await once(child, 'exit')
  return { ...self(), pid: child.pid ?? 0, startTime: '1' }
}

test('a sweep of the dead takes what a dead owner left, and tells of it', async () => {
  const runId = await leave(await deadOwner(), Date.now() + HOUR_MS)
  const leftovers = await newTargets().sweep('dead', makeScope())
  expect(leftovers).toContainEqual(expect.objectContaining({ kind: 'container', runId }))
  expect(await containersOf(runId)).toEqual([])
})

test('a sweep of the dead leaves what a living owner has, and what somebody else has started', async () => {
  const runId = await leave(self(), Date.now() - HOUR_MS)
  const foreign = await docker.createContainer({ Image: knob, Labels: { 'some.label': 'perf-gate.run' } })
  created.push(foreign.id)
  const leftovers = await newTargets().sweep('dead', makeScope())
  expect(leftovers.filter((one) => one.runId === runId)).toEqual([])
  expect(await containersOf(runId)).toHaveLength(1)
  expect((await foreign.inspect()).State.Status).toBe('created')
})

test('an owner in another pid namespace is dead past its deadline only', async () => {
  const elsewhere = { ...(await deadOwner()), pidNamespace: 'pid:[1]' }
  const past = await leave(elsewhere, Date.now() - 1000)
  const future = await leave(elsewhere, Date.now() + HOUR_MS)
  await newTargets().sweep('dead', makeScope())
  expect(await containersOf(past)).toEqual([])
  expect(await containersOf(future)).toHaveLength(1)
})

test('a sweep of one run takes all of it, alive or not, and nothing of another', async () => {
  const runId = await leave(self(), Date.now() + HOUR_MS)
  await leave(await deadOwner(), Date.now() + HOUR_MS, runId)
  const other = await leave(self(), Date.now() + HOUR_MS)
  expect(await newTargets().sweep(runId, makeScope())).toHaveLength(2)
  expect(await newTargets().sweep(runId, makeScope())).toEqual([])
  expect(await containersOf(other)).toHaveLength(1)
})

/** Leaves what a run has that is killed when its target is ready. */
async function leaveByKill(runId: string, changes: Partial<TargetSpec> = {}): Promise<void> {
  const script = join(import.meta.dirname, 'test/start-and-hang.ts')
  const args = [script, knob, runId, JSON.stringify(changes)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await once(child, 'exit')
}

test('what a killed run left is taken by the next sweep of the dead, with which each run begins', async () => {
  const runId = newRunId()
  await leaveByKill(runId)
  expect(await leftOf(runId)).toHaveLength(1)
  await newTargets().sweep('dead', makeScope())
  expect(await leftOf(runId)).toEqual([])
})

test('replicas, balancer and network of a killed run are taken by the next sweep of the dead', async () => {
  const runId = newRunId()
  await leaveByKill(runId, { replicas: 2, balancer: nodeBalancer(knob) })
  expect(await leftOf(runId)).toHaveLength(4)
  const leftovers = await newTargets().sweep('dead', makeScope())
  expect(leftovers.filter((one) => one.runId === runId).map(({ kind }) => kind)).toEqual([
    'container',
    'container',
    'container',
    'network',
  ])
  expect(await leftOf(runId)).toEqual([])
})

test('a network that something of somebody else is in is left to it, which is told, and taken later', async () => {
  const runId = newRunId()
  const Labels = makeLabels({ runId, owner: readOwner(), deadlineEpochMs: Date.now() + HOUR_MS, perfGateVersion: '0' })
  const network = await docker.createNetwork({ Name: runId, Labels })
  const foreign = await docker.createContainer({ Image: knob, HostConfig: { NetworkMode: runId } })
  created.push(foreign.id)
  await foreign.start()
  const scope = makeScope()
  expect(await newTargets().sweep(runId, scope)).toEqual([])
  expect(scope.said).toEqual([expect.stringContaining(`not removed: the network ${runId} (`)])
  expect((await foreign.inspect()).State.Running).toBe(true)
  await foreign.remove({ force: true })
  expect(await newTargets().sweep(runId, scope)).toEqual([{ kind: 'network', name: runId, runId }])
  await expect(network.inspect()).rejects.toMatchObject({ statusCode: 404 })
})

test('a labelled volume of a run is swept with it, when the container that uses it is gone', async () => {
  const runId = newRunId()
  const Labels = makeLabels({ runId, owner: self(), deadlineEpochMs: Date.now() + HOUR_MS, perfGateVersion: '0' })
  await docker.createVolume({ Name: runId, Labels })
  const container = await docker.createContainer({ Image: knob, Labels, HostConfig: { Binds: [`${runId}:/data`] } })
  created.push(container.id)
  await container.start()
  const leftovers = await newTargets().sweep(runId, makeScope())
  expect(leftovers).toEqual([expect.objectContaining({ kind: 'container' }), { kind: 'volume', name: runId, runId }])
})
