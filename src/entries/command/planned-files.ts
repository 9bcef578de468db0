import { resolve } from 'node:path'
import type { PlannedFile } from '../../host/report-files.ts'
import { words } from '../../model/outside.ts'
import { pagePath } from '../page-path.ts'
import type { Flags } from './flags.ts'

export type PlannedFiles = Readonly<Record<Kind, PlannedFile>>
type Kind = 'result' | 'report' | 'page'

/** The paths alone. */
export function pathsOf({ result, report, page }: PlannedFiles): Readonly<Record<Kind, string>> {
  return { result: result.path, report: report.path, page: page.path }
}

/** Where a command writes its result, its report and the report's page: where the flags say. */
export function plannedFiles(flags: Flags, usual: { readonly result: string; readonly report: string }): PlannedFiles {
  const plan = (flag: 'result' | 'report'): PlannedFile => ({
    name: `${flag} file`,
    path: resolve(flags.text(flag) ?? usual[flag]),
    fix: words`Give another path by "--${flag}".`,
  })
  const report = plan('report')
  return { result: plan('result'), report, page: { ...report, name: 'report page', path: pagePath(report.path) } }
}
