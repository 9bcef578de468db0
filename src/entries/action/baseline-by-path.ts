import { words } from '../../model/outside.ts'
import type { BaselineStore } from '../../ports.ts'

export type ByPath = {
  /** Of the base branch; `null`: this run can have none. */
  readonly artifacts: BaselineStore | null
  /** The file that the configuration names. */
  readonly file: BaselineStore
  /** The run is of a change, whose configuration may name any file. */
  readonly isChange: boolean
  readonly isBaseBranch: boolean
}

/**
 * Baselines in a file that the configuration names. It serves the comparison alone: what the base branch asks stays the word of the base branch, whose runs
 * store it as an artifact too, because a change can name another file.
 */
export function baselineByPath({ artifacts, file, isChange, isBaseBranch }: ByPath): BaselineStore {
  return {
    find: (config) => file.find(config),
    async findGate(config, found) {
      if (!isChange) return { lookup: found, doubt: null }
      const lookup = artifacts === null ? null : await artifacts.find(config)
      if (lookup !== null && lookup.state !== 'off' && !(lookup.state === 'missing' && lookup.others !== true)) {
        return { lookup, doubt: null }
      }
      return { lookup: found, doubt: ONLY_A_FILE }
    },
    async save(config, baseline) {
      const saved = await file.save(config, baseline)
      const asArtifact = artifacts !== null && isBaseBranch ? await artifacts.save(config, baseline) : null
      return saved.state === 'saved' && asArtifact?.state === 'not-saved' ? asArtifact : saved
    },
  }
}

const ONLY_A_FILE = words`only the file of "baseline.path" says what the base branch asks, and a change can name another`
