import type { Ms } from '../../model/config.ts'
import { type Outside, outside } from '../../model/outside.ts'
import { type FailureGroup, type FailureKind, joinGroups } from '../../model/samples.ts'

/** An example is cut to so many characters. */
const EXAMPLE_LENGTH = 200

export type Failure = {
  readonly kind: FailureKind
  readonly status: number | null
  /** From the start of the stage. */
  readonly atMs: Ms
  /** Text from outside. */
  readonly example: string | null
}

/** Groups failures by kind, those of kind `status` by status too, as they come. */
export class FailureGroups {
  readonly #groups = new Map<string, { -readonly [Key in keyof FailureGroup]: FailureGroup[Key] }>()

  add({ kind, status, atMs: exactMs, example }: Failure): void {
    const atMs = Math.round(exactMs)
    const key = keyOf({ kind, status })
    const group = this.#groups.get(key)
    if (group === undefined) {
      this.#groups.set(key, { kind, status, count: 1, firstMs: atMs, lastMs: atMs, example: cut(example) })
      return
    }
    group.count++
    group.lastMs = atMs
    group.example ??= cut(example)
  }

  groups(): readonly FailureGroup[] {
    return [...this.#groups.values()]
  }
}

/** The groups of several threads as one list, in the order of their first failure. */
export function mergeGroups(groups: readonly FailureGroup[]): readonly FailureGroup[] {
  const merged = new Map<string, FailureGroup>()
  for (const group of groups.toSorted((a, b) => a.firstMs - b.firstMs)) {
    const before = merged.get(keyOf(group))
    merged.set(keyOf(group), before === undefined ? group : joinGroups(before, group))
  }
  return [...merged.values()]
}

function keyOf({ kind, status }: Pick<FailureGroup, 'kind' | 'status'>): string {
  return kind === 'status' ? `status ${status}` : kind
}

/** Cut between characters, never within one. */
function cut(example: string | null): Outside | null {
  return example === null ? null : outside([...example.slice(0, 2 * EXAMPLE_LENGTH)].slice(0, EXAMPLE_LENGTH).join(''))
}
