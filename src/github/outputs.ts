import { setOutput } from '@actions/core'
import type { Log } from '../ports.ts'
import { limitMarkdown } from '../reports/markdown.ts'
import { toRunner } from './runner-file.ts'

/** The outputs of the action, as `action.yml` lists them. */
export const OUTPUT_NAMES = [
  'verdict',
  'passed',
  'failed-checks',
  'rps',
  'p95',
  'metrics',
  'report',
  'result-path',
  'report-path',
  'comment-written',
  'gate-changed',
  'page-path',
] as const

export type OutputName = (typeof OUTPUT_NAMES)[number]

/**
 * Longest `report`, in bytes. People put it into a comment (65,536 characters at most) or an environment variable
 * (128 KiB at most on Linux); `report-path` has it whole.
 */
const LONGEST_REPORT = 60_000

/** Sets every output. A value that does not exist is an empty string. Where the runner's file cannot be written, that is a warning. */
export function setOutputs(values: Readonly<Record<OutputName, string>>, log: Pick<Log, 'warn'>): void {
  const setAll = () => {
    for (const name of OUTPUT_NAMES) {
      setOutput(name, name === 'report' ? limitMarkdown(values.report, LONGEST_REPORT) : values[name])
    }
  }
  toRunner('outputs', setAll, log)
}
