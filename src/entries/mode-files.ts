import { resolve } from 'node:path'
import { checkWritable, reportFile, writeText } from '../host/report-files.ts'
import { words } from '../model/outside.ts'
import { renderMarkdown } from '../reports/markdown.ts'
import type { ActionWorld } from './action-world.ts'

export type Paths = { readonly result: string; readonly report: string }

/** What a mode writes into the directory, and that it can be written. */
export function filesIn({ directory, table, summary }: ActionWorld, names: Paths) {
  const paths = { result: resolve(directory, names.result), report: resolve(directory, names.report) }
  const check = async () => {
    await checkWritable({ name: 'result file', path: paths.result, fix: ELSEWHERE })
    await checkWritable({ name: 'report file', path: paths.report, fix: ELSEWHERE })
  }
  const keepResult = (text: string) => writeText(paths.result, text)
  return { paths, edges: { check, keepResult, outputs: [table, summary, reportFile(paths.report, renderMarkdown)] } }
}

const ELSEWHERE = words`Remove or rename what is there, or have it written to another folder by the input "working-directory".`
