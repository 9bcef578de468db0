import { machineClass } from '../machine.ts'
import { outside, type Words, words } from '../outside.ts'
import type { Result } from '../result/result.ts'

/** Why no number of the stored baseline is held against those of the result; `null`: they are, or there is no baseline. */
export function whyNotCompared({ lookup, machine }: Pick<Result, 'lookup' | 'machine'>): Words | null {
  switch (lookup.state) {
    case 'unusable':
      return lookup.why
    case 'found': {
      const [before, now] = [machineClass(lookup.baseline.machine), machineClass(machine)]
      if (before === now) return null
      return words`measured on another class of machine: ${outside(before)}; this is ${outside(now)}`
    }
    case 'off':
    case 'missing':
      return null
  }
}
