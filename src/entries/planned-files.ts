import { resolve } from 'node:path'
import type { PlannedFile } from '../host/report-files.ts'
import { words } from '../model/outside.ts'
import type { Flags } from './flags.ts'

export type PlannedFiles = { readonly result: PlannedFile; readonly report: PlannedFile }

/** Where a command writes its result and its report: where the flags say. */
export function plannedFiles(flags: Flags, usual: { readonly result: string; readonly report: string }): PlannedFiles {
  const plan = (flag: 'result' | 'report'): PlannedFile => ({
    name: `${flag} file`,
    path: resolve(flags.text(flag) ?? usual[flag]),
    fix: words`Give another path by "--${flag}".`,
  })
  return { result: plan('result'), report: plan('report') }
}
