import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { buildImage } from '../../fixtures/images.ts'
import { containersOf, docker, makeScope, newRunId, newTargets } from './itg-kit.ts'
import { makeLabels, type Owner, readOwner } from './owner.ts'

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

test('what a killed run left is taken by the next sweep of the dead, with which each run begins', async () => {
  const runId = newRunId()
  const script = join(import.meta.dirname, 'itg-start-and-hang.ts')
  const child = spawn(process.execPath, [script, knob, runId], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  expect(await containersOf(runId)).toHaveLength(1)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(await containersOf(runId)).toHaveLength(1)
  await newTargets().sweep('dead', makeScope())
  expect(await containersOf(runId)).toEqual([])
})
