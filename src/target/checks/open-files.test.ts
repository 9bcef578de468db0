import { expect, test } from 'vitest'
import type { LaunchOutcome } from '../container/launch.ts'
import { OpenFiles } from './open-files.ts'

function refusal(message: string): LaunchOutcome {
  return { state: 'refused', error: { status: 500, code: null, message } }
}

const rlimit = refusal('error setting rlimits for ready process: error setting rlimit type 7: operation not permitted')
const accepted = refusal('accepted, for all that this test knows')

/** Launches `starts` times on an engine that takes limits up to `highest`; gives what was tried. */
async function tried(ownLimit: number | null, highest: number, starts = 1): Promise<(number | null)[]> {
  const limits: (number | null)[] = []
  const openFiles = new OpenFiles(ownLimit)
  for (let start = 0; start < starts; start++) {
    await openFiles.settle(null, async (nofile) => {
      limits.push(nofile)
      return nofile !== null && nofile > highest ? rlimit : accepted
    })
  }
  return limits
}

test.each([
  ['what is wanted, where the engine takes it', 20_000, 65_536, [65_536]],
  ['our own limit next, where it refuses', 20_000, 20_000, [65_536, 20_000]],
  ["the engine's own where it refuses that too", 20_000, 1024, [65_536, 20_000, null]],
  ['nothing higher than what is wanted', 1_000_000, 1024, [65_536, null]],
  ["the engine's own next where our limit is not known", null, 1024, [65_536, null]],
])('tries %s', async (_claim, ownLimit, highest, expected) => {
  expect(await tried(ownLimit, highest)).toEqual(expected)
})

test('keeps what was accepted for all later starts', async () => {
  expect(await tried(20_000, 20_000, 3)).toEqual([65_536, 20_000, 20_000, 20_000])
})

test('does not try again what was refused for another reason', async () => {
  const outcome = await new OpenFiles(null).settle(null, async () => refusal('exec: "x": not found'))
  expect(outcome).toEqual(refusal('exec: "x": not found'))
})

test('takes what was asked for and nothing else', async () => {
  const limits: (number | null)[] = []
  const launch = async (nofile: number | null) => {
    limits.push(nofile)
    return accepted
  }
  const openFiles = new OpenFiles(20_000)
  await openFiles.settle(1234, launch)
  await openFiles.settle(null, launch)
  expect(limits).toEqual([1234, 65_536])
})

test('refuses what was asked for where the engine does', async () => {
  const settled = new OpenFiles(null).settle(1_000_000, async () => rlimit)
  await expect(settled).rejects.toThrow('the engine cannot give a container 1000000 open files ("nofile")')
})
