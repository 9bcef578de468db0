import type { LineChart } from '../model/chart.ts'
import { asSide } from '../model/charts/as-side.ts'
import { besideEarlier } from '../model/charts/beside-earlier.ts'
import { resultCharts } from '../model/charts/result-charts.ts'
import { sideBySide } from '../model/charts/side-by-side.ts'
import { whyNotCompared } from '../model/judge/why-not-compared.ts'
import { ofTheCandidate } from '../model/report/make-report.ts'
import { hasContent, type Report, type Section } from '../model/report/report.ts'
import { exceptionsTable } from '../model/report/report-exceptions.ts'
import { planSection } from '../model/report/report-plan.ts'
import { requestsTable } from '../model/report/report-requests.ts'
import { runRecord } from '../model/report/run-record.ts'
import type { Result } from '../model/result/result.ts'
import { countedResult } from '../model/rounds/sift-rounds.ts'
import { documentHtml } from './page/document-html.ts'
import { headerHtml } from './page/header-html.ts'
import { reproductionHtml } from './page/reproduction-html.ts'
import { sectionHtml } from './page/section-html.ts'

/**
 * A report as one HTML page that needs nothing else: the verdict and its tables, charts of what `result` holds (`null`: nothing was measured, or the
 * report has its charts itself), and what it takes to measure it again. `before`: an earlier result, whose candidate is drawn as the baseline.
 */
export function renderPage(report: Report, result: Result | null, before: Result | null = null): string {
  const charts: LineChart[] = []
  const enlist = (chart: LineChart) => charts.push(chart) - 1
  const parts = chapters(report, result, before).map((section) => ({
    title: section.title,
    body: sectionHtml(section, enlist),
  }))
  const run = report.run ?? (result === null ? null : runRecord(result))
  const again = run === null ? [] : [{ title: 'How to reproduce', body: reproductionHtml(run.reproduction) }]
  return documentHtml({
    title: report.headline,
    header: headerHtml(report, run),
    parts: [...parts, ...again],
    charts,
  })
}

/**
 * The verdict with its reasons and what was measured comes first, which are the first two tables and the words around them; then the charts, then
 * everything else of the report, what ends it in logs last.
 */
function chapters({ sections }: Report, result: Result | null, before: Result | null): readonly Section[] {
  if (result === null) return sections
  const tables = sections.flatMap(({ kind }, place) => (kind === 'table' ? [place] : []))
  const top = tables[TOP_TABLES] ?? sections.length
  const logs = Math.max(top, sections.findLastIndex(({ kind }) => kind !== 'log') + 1)
  return [
    ...sections.slice(0, top),
    ...drawn(result, before),
    ...sections.slice(top, logs),
    ...ofEach(exceptionsTable, result, before),
    ...sections.slice(logs),
    ...ofEach(planSection, result, before),
  ].filter(hasContent)
}

/** The same section of each of two runs, by whose it is. */
function ofEach(sectionOf: (result: Result) => Section, result: Result, before: Result | null): readonly Section[] {
  if (before === null) return [sectionOf(result)]
  const earlier = sectionOf(asSide(before, 'baseline'))
  return [{ ...earlier, title: `${earlier.title} of the baseline` }, ofTheCandidate(sectionOf(result))]
}

/** The curves, and each request in numbers. What cannot be compared is not laid over each other. */
function drawn(result: Result, before: Result | null): readonly Section[] {
  if (before === null) return [...resultCharts(result), requestsTable(countedResult(result))]
  if (whyNotCompared(result) === null) {
    const both = besideEarlier(result, before)
    return [...resultCharts(both), requestsTable(both)]
  }
  return [...sideBySide(result, before), ...ofEach(requestsTable, asSide(result, 'candidate'), before)]
}

const TOP_TABLES = 2
