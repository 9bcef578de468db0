import { resolve } from 'node:path'
import { checkWritable, reportFile, writeText } from '../../host/report-files.ts'
import { words } from '../../model/outside.ts'
import { renderMarkdown } from '../../reports/markdown.ts'
import { renderPage } from '../../reports/page.ts'
import { pagePath } from '../page-path.ts'
import type { ActionWorld } from './action-world.ts'
import type { Paths } from './output-values.ts'

/** What a mode writes into the directory, and that it can be written. */
export function filesIn({ directory, table, summary }: ActionWorld, names: Omit<Paths, 'page'>) {
  const report = resolve(directory, names.report)
  const paths = { result: resolve(directory, names.result), report, page: pagePath(report) }
  const check = async () => {
    await checkWritable({ name: 'result file', path: paths.result, fix: ELSEWHERE })
    await checkWritable({ name: 'report file', path: paths.report, fix: ELSEWHERE })
    await checkWritable({ name: 'report page', path: paths.page, fix: ELSEWHERE })
  }
  const keepResult = (text: string) => writeText(paths.result, text)
  const files = [reportFile(paths.report, renderMarkdown), reportFile(paths.page, renderPage)]
  return { paths, edges: { check, keepResult, outputs: [table, summary, ...files] } }
}

const ELSEWHERE = words`Remove or rename what is there, or have it written to another folder by the input "working-directory".`
