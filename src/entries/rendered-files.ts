import { join } from 'node:path'
import { CSV_FILES } from '../reports/csv-files.ts'
import { renderMarkdown } from '../reports/markdown.ts'
import { renderPage } from '../reports/page.ts'
import type { ReadResults } from '../stories/compare.ts'
import type { Finished } from '../stories/gate.ts'

/** What files a result can be rendered as. */
export type Format = 'html' | 'markdown' | 'csv'

/** What is rendered: the files that were read, and what was judged of them. */
export type Rendered = { readonly read: ReadResults; readonly judged: Finished }

/** A file by its path within a folder. */
export type RenderedFile = { readonly path: string; readonly text: string }

/** Folder of the files for spreadsheets, beside result and report: their names are too common to be written among other files. */
export const CSV_FOLDER = 'perf-gate-csv'

/** The files of each format. */
export const RENDERERS: Readonly<Record<Format, (rendered: Rendered) => readonly RenderedFile[]>> = {
  html: ({ read, judged: { report, result } }) => [
    { path: 'perf-gate-report.html', text: renderPage(report, result, read.before?.result ?? null) },
  ],
  markdown: ({ judged: { report } }) => [{ path: 'perf-gate-report.md', text: renderMarkdown(report) }],
  csv: ({ read }) =>
    Object.entries(CSV_FILES).map(([name, render]) => ({ path: join(CSV_FOLDER, name), text: render(read.now) })),
}

export const FORMATS = Object.keys(RENDERERS) as readonly Format[]
