import { words } from '../../model/outside.ts'
import { labelOf } from '../labels.ts'
import { type Reading, reportAt } from '../sources.ts'
import type { Path } from '../yaml/tree.ts'

type Written = { readonly cpus?: number | undefined; readonly cpuset?: readonly number[] | undefined }
type Cpus = { readonly cpus: number; readonly cpuset: readonly number[] | null }

/** CPU limit and cores of the container at `path`. Cores without a limit are the limit; one beyond them could never be used, which is reported. */
export function readCpus(reading: Reading, path: Path, { cpus, cpuset }: Written, usual: number): Cpus {
  if (cpuset === undefined) return { cpus: cpus ?? usual, cpuset: null }
  const cores = cpuset.length
  if (cpus !== undefined && cpus > cores) {
    const text = words`${labelOf(reading.tree, [...path, 'cpus'])}: ${cpus} is more than the ${cores === 1 ? 'one core' : `${cores} cores`} of cpuset`
    reportAt(
      reading,
      [...path, 'cpus'],
      text,
      words`Write at most ${cores}, or remove it: then all of these cores may be used.`,
    )
  }
  return { cpus: cpus ?? cores, cpuset }
}
