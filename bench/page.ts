import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openBrowser } from '../fixtures/browser.ts'
import { longResult } from '../fixtures/long-result.ts'
import { recordedCapacity, recordedResult } from '../fixtures/recorded-result.ts'
import { judgeCapacity } from '../src/model/capacity/judge-capacity.ts'
import { reportCapacity } from '../src/model/capacity/report-capacity.ts'
import { judge } from '../src/model/judge/verdict.ts'
import { makeReport } from '../src/model/report/make-report.ts'
import type { Result } from '../src/model/result/result.ts'
import { renderPage } from '../src/reports/page.ts'
import { median } from './median.ts'
import { type Opening, openAnew } from './page/open-anew.ts'
import { printGoal } from './print/goal.ts'
import { printMachine } from './print/machine.ts'
import { say } from './print/say.ts'
import { printTable } from './print/table.ts'
import { updateReadme } from './print/update-readme.ts'

/**
 * How large report pages are, and how long Chromium takes to open them. No load, no Docker.
 *
 *   node bench/page.ts [--repeats 9] [--update-readme]
 */
const { values } = parseArgs({
  options: { repeats: { type: 'string', default: '9' }, 'update-readme': { type: 'boolean', default: false } },
})

const LONG = 'half an hour, 20 rounds'
const DEMO = 'demo'
const PAGES: Readonly<Record<string, () => string>> = {
  [DEMO]: () => pageOf(recordedResult('pass')),
  'paired, 6 rounds': () => pageOf(recordedResult('regression')),
  capacity: () => pageOfCapacity(),
  [LONG]: () => pageOf(longResult()),
}

function pageOf(result: Result): string {
  return renderPage(makeReport(result, judge(result)), result)
}

function pageOfCapacity(): string {
  const capacity = recordedCapacity()
  return renderPage(reportCapacity(capacity, judgeCapacity(capacity)), null)
}

type Row = Opening & { readonly bytes: number; readonly renderMs: number }

/** Medians over fresh openings, each in a profile of its own. */
async function measure(path: string, render: () => string): Promise<Row> {
  const fromMs = performance.now()
  const html = render()
  const renderMs = performance.now() - fromMs
  await writeFile(path, html)
  await using browser = await openBrowser()
  const openings: Opening[] = []
  for (let time = 0; time < Number(values.repeats); time++) openings.push(await openAnew(browser, path))
  const middle = (of: (opening: Opening) => number) => median(openings.map(of))
  return {
    bytes: Buffer.byteLength(html),
    renderMs,
    charts: middle(({ charts }) => charts),
    openMs: middle(({ openMs }) => openMs),
    drawMs: middle(({ drawMs }) => drawMs),
  }
}

printMachine()
const folder = await mkdtemp(join(tmpdir(), 'bench-page-'))
const rows = new Map<string, Row>()
try {
  for (const [name, render] of Object.entries(PAGES)) rows.set(name, await measure(join(folder, 'page.html'), render))
} finally {
  await rm(folder, { recursive: true })
}
printTable(
  [...rows].map(([page, { bytes, renderMs, charts, openMs, drawMs }]) => ({
    page,
    'size (kB)': Math.round(bytes / 1000),
    charts,
    'made in (ms)': Math.round(renderMs),
    'open (ms)': Math.round(openMs),
    'then draw all charts (ms)': Math.round(drawMs),
  })),
)
say(`Medians of ${values.repeats} openings; the first one of a browser is among them.\n`)

const [demo, long] = [rows.get(DEMO), rows.get(LONG)]
if (demo === undefined || long === undefined) throw new Error('a page is missing')
const kB = (bytes: number) => `${Math.round(bytes / 1000)} kB`
printGoal('page of the demo under 400 kB', kB(demo.bytes), demo.bytes < 400_000)
printGoal('page of half an hour with 20 rounds under 1 MB', kB(long.bytes), long.bytes < 1_000_000)
printGoal('it opens in under 1 s', `${Math.round(long.openMs)} ms`, long.openMs < 1000)
const all = long.openMs + long.drawMs
printGoal('the same with every chart drawn, in sight or not', `${Math.round(all)} ms`, all < 1000)
if (values['update-readme']) updateReadme('page')
