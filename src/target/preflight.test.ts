import { describe, expect, test } from 'vitest'
import { SetupError } from '../model/errors.ts'
import { plainText } from '../model/outside.ts'
import type { EngineInfo } from './engine.ts'
import { checkEngine, checkLimits } from './preflight.ts'

const GIB = 1024 ** 3
const info: EngineInfo = {
  OSType: 'linux',
  Architecture: 'x86_64',
  NCPU: 4,
  MemTotal: 16 * GIB,
  MemoryLimit: true,
  SwapLimit: true,
  CpuCfsQuota: true,
  KernelVersion: '6.1.0',
  ServerVersion: '28.0.0',
}

function refusal(run: () => void): string {
  try {
    run()
  } catch (thrown) {
    if (thrown instanceof SetupError && plainText(thrown.fix) !== '') return plainText(thrown.text)
    throw thrown
  }
  return 'none'
}

describe('checkEngine', () => {
  test.each([
    ['accepts an engine with all limits', info, GIB, 'none'],
    ['accepts no swap limit where there is no swap', { ...info, SwapLimit: false }, 0, 'none'],
    ['refuses Windows containers', { ...info, OSType: 'windows' }, 0, 'the engine runs windows containers'],
    ['refuses no CPU quota', { ...info, CpuCfsQuota: false }, 0, 'the engine has no CPU quota (it'],
    ['refuses no memory limit', { ...info, MemoryLimit: false }, 0, 'the engine has no memory limit (it'],
    [
      'names both where both are missing',
      { ...info, CpuCfsQuota: false, MemoryLimit: false },
      0,
      'the engine has no CPU quota and no memory limit',
    ],
    ['refuses no swap limit where there is swap', { ...info, SwapLimit: false }, GIB, 'the machine has 1 GiB of swap'],
    ['refuses no swap limit where swap is unknown', { ...info, SwapLimit: false }, null, 'the machine may have swap'],
  ])('%s', (_claim, engine, swapBytes, expected) => {
    expect(refusal(() => checkEngine(engine, swapBytes))).toContain(expected)
  })
})

describe('checkLimits', () => {
  test.each([
    ['accepts the whole machine', 4, 16 * GIB, 'none'],
    ['refuses more CPUs than there are', 4.5, GIB, '"target.cpus" is 4.5, but the engine\'s machine has 4'],
    [
      'refuses more memory than there is',
      1,
      17 * GIB,
      '"target.memory" is 17 GiB, but the engine\'s machine has 16 GiB',
    ],
  ])('%s', (_claim, cpus, memoryBytes, expected) => {
    expect(refusal(() => checkLimits(info, { cpus, memoryBytes }))).toContain(expected)
  })
})
