import { describe, expect, test } from 'vitest'
import { isOwnerDead, makeLabels, type Owner, parseStartTime } from './owner.ts'

const owner: Owner = { bootId: 'boot-1', pidNamespace: 'pid:[1]', pid: 100, startTime: '5000' }
const DEADLINE = 2_000_000

function judge(changes: {
  owner?: Owner | null
  here?: Owner | null
  epochMs?: number
  startTime?: string | null
  ended?: boolean
}) {
  const labels = makeLabels({
    runId: 'r',
    owner: changes.owner === undefined ? owner : changes.owner,
    deadlineEpochMs: DEADLINE,
    perfGateVersion: '1',
  })
  return isOwnerDead(labels, changes.ended ?? false, {
    owner: changes.here === undefined ? { ...owner, pid: 200 } : changes.here,
    epochMs: changes.epochMs ?? DEADLINE - 1,
    processStartTime: (pid) => (pid === 100 ? (changes.startTime ?? null) : null),
  })
}

describe('an owner in our own pid namespace', () => {
  test.each([
    ['lives while its process does', { startTime: '5000' }, false],
    ['lives also past its deadline', { startTime: '5000', epochMs: DEADLINE + 1 }, false],
    ['is dead when its process is gone, long before its deadline', { startTime: null }, true],
    ['is dead when its pid is another process now', { startTime: '9000' }, true],
  ])('%s', (_claim, changes, dead) => expect(judge(changes)).toBe(dead))
})

describe('an owner that we cannot see', () => {
  const elsewhere = { ...owner, pidNamespace: 'pid:[2]' }
  const rebooted = { ...owner, bootId: 'boot-2' }
  test.each([
    ['in another pid namespace lives until its deadline', { here: elsewhere }, false],
    ['in another pid namespace is dead past its deadline', { here: elsewhere, epochMs: DEADLINE + 1 }, true],
    ['of another boot is dead when the container has ended', { here: rebooted, ended: true }, true],
    ['of another boot lives until its deadline when the container runs', { here: rebooted }, false],
    ['without a label lives until its deadline', { owner: null }, false],
    ['without a label is dead past its deadline', { owner: null, epochMs: DEADLINE + 1 }, true],
    ['where we know nothing of ourselves lives until its deadline', { here: null }, false],
  ])('%s', (_claim, changes, dead) => expect(judge(changes)).toBe(dead))

  test('with labels that nobody of us wrote is never dead', () => {
    const here = { owner, epochMs: Number.MAX_SAFE_INTEGER, processStartTime: () => null }
    expect(isOwnerDead({ 'perf-gate.run': 'x', 'perf-gate.owner': '{"pid":' }, true, here)).toBe(false)
  })
})

describe('parseStartTime', () => {
  const stat = (name: string, state: string, flags: number) =>
    `100 (${name}) ${state} 1 100 100 0 -1 ${flags} 10 0 0 0 5 5 0 0 20 0 11 0 5000 100 100`
  test.each([
    ['reads field 22', stat('node', 'S', 4194304), '5000'],
    ['is not misled by a name with parentheses and blanks', stat('a) R 1 (b', 'S', 0), '5000'],
    ['has none for a zombie', stat('node', 'Z', 0), null],
    ['has none for a process that is exiting', stat('node', 'R', 0x404), null],
  ])('%s', (_claim, text, expected) => expect(parseStartTime(text)).toBe(expected))
})
