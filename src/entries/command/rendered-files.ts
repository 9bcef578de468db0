import { join } from 'node:path'
import type { Report } from '../../model/report/report.ts'
import { renderCapacityCsv } from '../../reports/capacity-csv.ts'
import { CSV_FILES } from '../../reports/csv-files.ts'
import { renderMarkdown } from '../../reports/markdown.ts'
import { renderPage } from '../../reports/page.ts'
import type { ReadResults } from '../../stories/compare.ts'
import type { Calibrated } from '../../stories/conclude-calibration.ts'
import type { Finished } from '../../stories/gate.ts'
import type { Sized } from '../../stories/size.ts'

/** What files a result can be rendered as. */
export const FORMATS = ['html', 'markdown', 'csv'] as const
export type Format = (typeof FORMATS)[number]

/** A file by its path within a folder. */
export type RenderedFile = { readonly path: string; readonly text: string }

/** What is rendered again: its report, and the files of each format that there is for it. */
export type Rendered = {
  readonly report: Report
  readonly files: Readonly<Partial<Record<Format, () => readonly RenderedFile[]>>>
}

/** Folder of the files for spreadsheets, beside result and report: their names are too common to be written among other files. */
export const CSV_FOLDER = 'perf-gate-csv'

/** A gate's result, or two of them compared, of which there are no numbers for spreadsheets. */
export function renderedResult(
  { now, before }: ReadResults,
  { report, result }: Pick<Finished, 'report' | 'result'>,
): Rendered {
  const html = () => [{ path: 'perf-gate-report.html', text: renderPage(report, result, before?.result ?? null) }]
  const markdown = () => [{ path: 'perf-gate-report.md', text: renderMarkdown(report) }]
  const csv = () =>
    Object.entries(CSV_FILES).map(([name, render]) => ({ path: join(CSV_FOLDER, name), text: render(now) }))
  return { report, files: before === null ? { html, markdown, csv } : { html, markdown } }
}

/** A calibration, in files of the names that the run gives them. Its charts are those of the image against itself. */
export function renderedCalibration({ report, calibration: { equal } }: Calibrated): Rendered {
  return {
    report,
    files: {
      html: () => [{ path: 'perf-gate-calibration.html', text: renderPage(report, equal) }],
      markdown: () => [{ path: 'perf-gate-calibration.md', text: renderMarkdown(report) }],
    },
  }
}

/** What a capacity run has measured, in files of the names that the run gives them. */
export function renderedCapacity({ report, answers }: Sized): Rendered {
  return {
    report,
    files: {
      html: () => [{ path: 'perf-gate-capacity.html', text: renderPage(report, null) }],
      markdown: () => [{ path: 'perf-gate-capacity.md', text: renderMarkdown(report) }],
      csv: () => [{ path: 'perf-gate-capacity.csv', text: renderCapacityCsv(answers) }],
    },
  }
}
