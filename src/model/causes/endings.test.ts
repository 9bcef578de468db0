import { describe, expect, test } from 'vitest'
import type { Ending, EndingKind, Who } from '../evidence.ts'
import { outside, plainText } from '../outside.ts'
import { adviseEnding, describeEnding } from './endings.ts'

const MIB = 1024 ** 2
const limits = { memoryBytes: 512 * MIB, balancer: { memoryBytes: 64 * MIB } }
const second: Who = { kind: 'replica', number: 2, of: 3 }
const balancer: Who = { kind: 'balancer' }

function ending(how: EndingKind, who: Who | null, changes: Partial<Ending> = {}): Ending {
  return { how, who, exitCode: null, engineSaid: null, afterMs: 2500, lastLines: [], ...changes }
}

describe('an ending says who', () => {
  test.each([
    [ending('exited', second), 'replica 2 of 3 was gone 2.5 s after its start: somebody removed it, not perf-gate'],
    [ending('exited', null, { exitCode: 3 }), 'the container exited 2.5 s after its start with code 3'],
    [
      ending('exited', second, { exitCode: 137 }),
      'replica 2 of 3 exited 2.5 s after its start with code 137 (SIGKILL)',
    ],
    [
      ending('exited', null, { exitCode: 132 }),
      'the container exited 2.5 s after its start with code 132 (SIGILL: an instruction that this CPU does not have)',
    ],
    [
      ending('exited', null, { exitCode: 135 }),
      'the container exited 2.5 s after its start with code 135 (SIGBUS: often a shared memory that is too small, see "shm-size")',
    ],
    [
      ending('out-of-memory', second, { exitCode: 137 }),
      'replica 2 of 3 was killed 2.5 s after its start: it needed more memory than its limit of 512 MiB (exit code 137)',
    ],
    [
      ending('out-of-memory', balancer, { exitCode: 137 }),
      'the balancer was killed 2.5 s after its start: it needed more memory than its limit of 64 MiB (exit code 137)',
    ],
    [ending('port-never-opened', null), 'nothing listened on the port within 2.5 s'],
    [ending('port-never-opened', second), 'nothing listened on the port of replica 2 of 3 within 2.5 s'],
    [ending('never-answered', second), 'no HTTP answer came from replica 2 of 3 within 2.5 s'],
    [
      ending('never-ready', balancer, { engineSaid: outside('the last answer was 502') }),
      'the balancer listened, but was not ready within 2.5 s: the last answer was 502',
    ],
    [ending('refused-by-engine', second), 'the engine refused to start replica 2 of 3: it gave no reason'],
  ])('%#', (given, expected) => expect(plainText(describeEnding(given, limits))).toBe(expected))
})

test.each([
  [
    'far below its limit may have been killed for want of memory of the machine',
    255,
    ', for want of memory (exit code 137): its limit is 512 MiB',
  ],
  [
    'at half of its limit needed more than that',
    256,
    ': it needed more memory than its limit of 512 MiB (exit code 137)',
  ],
])('a container that was last seen %s', (_claim, seenMib, expected) => {
  const given = ending('out-of-memory', null, { exitCode: 137 })
  const sentence = plainText(describeEnding(given, limits, seenMib * MIB))
  expect(sentence).toBe(`the container was killed 2.5 s after its start${expected}`)
})

test.each<EndingKind>([
  'out-of-memory',
  'exited',
  'port-never-opened',
  'never-answered',
  'never-ready',
  'refused-by-engine',
])('what to do about %s is another thing for a balancer than for a target', (how) => {
  const [target, proxy] = [second, balancer].map((who) => plainText(adviseEnding(ending(how, who))))
  expect(proxy).not.toBe(target)
  expect(target).toBe(plainText(adviseEnding(ending(how, null))))
})
