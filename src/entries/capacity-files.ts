import { replaceText, writeText } from '../host/report-files.ts'
import { readResultText } from '../host/result-file.ts'
import { renderCapacityCsv } from '../reports/capacity-csv.ts'
import type { CapacityWorld } from '../stories/measure-capacity.ts'

/** What a capacity run reads and writes beside its report: the file of an earlier run, and every trial for spreadsheets. `path`: the result file. */
export function capacityFiles(path: string): Pick<CapacityWorld, 'earlier' | 'keepResult' | 'keepTrials'> {
  return {
    earlier: async () => {
      const read = await readResultText(path)
      return read.state === 'text' ? { text: read.text, name: path } : null
    },
    keepResult: (text) => replaceText(path, text),
    keepTrials: (answers) => writeText(csvPath(path), renderCapacityCsv(answers)),
  }
}

/** Where the trials go: `perf-gate-capacity.csv` beside `perf-gate-capacity.json`. */
export function csvPath(path: string): string {
  return `${path.replace(/\.json$/, '')}.csv`
}
