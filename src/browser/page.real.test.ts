import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser, openPage } from '../../fixtures/browser.ts'
import { hostileCapacity, hostileResult } from '../../fixtures/hostile-result.ts'
import { longResult } from '../../fixtures/long-result.ts'
import { recordedCapacity, recordedResult, recordedText } from '../../fixtures/recorded-result.ts'
import { REPORTS } from '../../fixtures/reports.ts'
import type { Capacity } from '../model/capacity/capacity.ts'
import { judgeCapacity } from '../model/capacity/judge-capacity.ts'
import { reportCapacity } from '../model/capacity/report-capacity.ts'
import { against } from '../model/judge/compare-results.ts'
import { judge } from '../model/judge/verdict.ts'
import { isOutside, outside, type Words } from '../model/outside.ts'
import { makeReport } from '../model/report/make-report.ts'
import type { Report, Section } from '../model/report/report.ts'
import type { Result } from '../model/result/result.ts'
import { formatMs, formatRate } from '../model/units.ts'
import { renderPage } from '../reports/page.ts'
import { finish } from '../stories/finish.ts'

const PASS = recordedResult('pass')
const CAPACITY = recordedCapacity()

/** What a page is made of. */
type Told = { readonly report: Report; readonly html: string }

const PAGES: Readonly<Record<string, Told>> = {
  pass: tellResult(PASS),
  regression: tellResult(recordedResult('regression')),
  inconclusive: tellResult(recordedResult('inconclusive')),
  'out of memory': tellResult(recordedResult('out-of-memory')),
  replicas: tellResult(recordedResult('replicas')),
  'two plans': tellTwo(recordedResult('replicas'), PASS),
  'two machines': tellTwo({ ...PASS, machine: { ...PASS.machine, cpuModel: 'Another CPU', cores: 64 } }, PASS),
  capacity: tellCapacity(CAPACITY),
  'hostile pair': tellResult(hostileResult(recordedText('regression'))),
  'hostile death': tellResult(hostileResult(recordedText('out-of-memory'))),
  'hostile capacity': tellCapacity(hostileCapacity(recordedText('capacity'))),
  long: tellResult(longResult()),
}

let browser: Browser
let folder = ''
beforeAll(async () => {
  browser = await openBrowser()
  folder = mkdtempSync(join(tmpdir(), 'perf-gate-page-'))
  for (const [name, { html }] of Object.entries(PAGES)) writeFileSync(fileOf(name), html)
})
afterAll(async () => {
  await browser?.close()
  if (folder !== '') rmSync(folder, { recursive: true })
})

function fileOf(name: string): string {
  return join(folder, `${name}.html`)
}

function tellResult(result: Result): Told {
  const report = makeReport(result, judge(result))
  return { report, html: renderPage(report, result) }
}

function tellTwo(before: Result, now: Result): Told {
  const { report, result } = finish(against(before, outside('before.json'), now), before)
  return { report, html: renderPage(report, result, before) }
}

function tellCapacity(capacity: Capacity): Told {
  const report = reportCapacity(capacity, judgeCapacity(capacity))
  return { report, html: renderPage(report, null) }
}

describe.each(Object.entries(PAGES))('the page of %s', (name, { report }) => {
  it('opens without a complaint, asks for nothing, and runs nothing of what it shows', async () => {
    const { page, complaints, requests } = await openPage(browser, fileOf(name))
    await drawAll(page)
    await page.evaluate(() => {
      for (const numbers of document.querySelectorAll('details')) numbers.open = true
    })
    expect(complaints).toEqual([])
    expect(requests.filter((url) => url !== `file://${encodeURI(fileOf(name))}` && url !== 'data:,')).toEqual([])
    expect(await page.locator('b, img, iframe, object, bdi *:not(wbr)').count()).toBe(0)
    await page.close()
  })

  it('shows the headline, and every cell of every table of the report', async () => {
    const { page } = await openPage(browser, fileOf(name))
    expect(plain((await page.locator('h1').textContent()) ?? '')).toContain(shown(report.headline))
    const tables = report.sections.filter((section): section is Table => section.kind === 'table')
    expect(tables.length).toBeGreaterThan(1)
    for (const { title, columns, rows } of tables) {
      const table = page.getByRole('table', { name: title, exact: true })
      const seen = await table
        .locator('tbody tr')
        .evaluateAll((all) => all.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent ?? '')))
      const said = rows.map(({ cells }) => columns.map((_, place) => shown(cells[place] ?? [])))
      expect(seen.map((cells) => cells.map((cell) => plain(cell.replace(/^[✓✗!?-] /, ''))))).toEqual(said)
    }
    await page.close()
  })

  it('draws every chart', async () => {
    const { page } = await openPage(browser, fileOf(name))
    await drawAll(page)
    const charts = await inkOfCharts(page)
    expect(charts.length).toBeGreaterThan(3)
    // A curve along the width of a chart is some hundred pixels; a few rounds are a few points.
    expect(charts.filter(({ coloured }) => coloured < 30)).toEqual([])
    await page.close()
  })

  const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true } as const
  it.each<[string, BrowserContextOptions]>([
    ['light', {}],
    ['dark', { colorScheme: 'dark' }],
    ['on a phone', PHONE],
  ])('holds WCAG AA: %s', async (_, options) => {
    const { page } = await openPage(browser, fileOf(name), options)
    await drawAll(page)
    await page.evaluate(() => document.querySelector('details')?.setAttribute('open', ''))
    await page.waitForSelector('.scroller table')
    expect(await violations(page)).toEqual([])
    await page.close()
  })

  it('is no wider than a phone', async () => {
    const { page } = await openPage(browser, fileOf(name), PHONE)
    await drawAll(page)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    await page.close()
  })
})

describe('a chart', () => {
  it('has its numbers as a table, which are those of the result', async () => {
    const { page } = await openPage(browser, fileOf('pass'))
    const chart = page.locator('figure', { hasText: 'p95: latency of good answers' }).first()
    await chart.locator('summary').click()
    const seen = await chart
      .locator('table tbody tr')
      .evaluateAll((rows) => rows.map((row) => row.querySelector('td')?.textContent))
    const [start] = PASS.evidence[0]?.starts ?? []
    if (start?.state !== 'ready') throw new Error('the recorded target was not ready')
    const steady = start.stages.find(({ stage }) => stage === 'steady')
    // What a closed loop only waits for at its end is in no curve of latencies.
    const endMs = 1000 * (steady?.seconds ?? 0) - 20
    const windows = (steady?.windows ?? []).filter(({ fromMs }) => fromMs < endMs)
    expect(windows.length).toBeGreaterThan(30)
    expect(seen).toEqual(windows.map(({ p95Micros }) => (p95Micros === null ? '' : formatMs(p95Micros / 1000))))
    await page.close()
  })

  it('is read by a keyboard, which says what a pointer shows', async () => {
    const { page } = await openPage(browser, fileOf('regression'))
    const plot = page.getByRole('slider').nth(4)
    await plot.focus()
    await page.keyboard.press('End')
    await page.keyboard.press('ArrowLeft')
    const said = await plot.getAttribute('aria-valuetext')
    expect(said).toMatch(/^[\d.]+ s: baseline [\d.]+\/s.*; candidate [\d.]+\/s/)
    expect(await page.locator('figure').nth(4).locator('.readout').textContent()).toBe(said)
    expect(await page.locator('figure').nth(4).locator('.u-cursor-x').isVisible()).toBe(true)
    await page.close()
  })

  it('follows the width of the window and its colours', async () => {
    const { page } = await openPage(browser, fileOf('pass'))
    await drawAll(page)
    const before = await inkOfCharts(page)
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.setViewportSize({ width: 600, height: 900 })
    await page.waitForFunction((width) => (document.querySelector('canvas')?.width ?? 0) !== width, before[0]?.width)
    const after = await inkOfCharts(page)
    expect(after.map(({ width }) => width)).not.toEqual(before.map(({ width }) => width))
    expect(after.filter(({ coloured }) => coloured < 30)).toEqual([])
    await page.close()
  })

  it.each([
    'pass',
    'capacity',
  ])('is on paper too, in the colours of paper, also where it was never in sight: %s', async (name) => {
    const { page } = await openPage(browser, fileOf(name), { colorScheme: 'dark' })
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
    const charts = await inkOfCharts(page)
    expect(charts.length).toBe(await page.locator('[data-chart]').count())
    expect(charts.filter(({ coloured }) => coloured < 30)).toEqual([])
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(255, 255, 255)')
    expect((await page.pdf()).subarray(0, 5).toString()).toBe('%PDF-')
    await page.close()
  })
})

describe('the page of a capacity run', () => {
  const { knee, maxRate, table } = judgeCapacity(CAPACITY)

  it('marks the knee and the highest rate in their charts, with an upright line and in words', async () => {
    expect([knee?.knee, maxRate?.perSecond]).toEqual([expect.anything(), expect.any(Number)])
    const { page } = await openPage(browser, fileOf('capacity'))
    await drawAll(page)
    const found = [
      { title: 'RPS over connections', label: `knee ${knee?.knee?.amount}` },
      { title: 'p95 over offered rate', label: `max rate ${formatRate(maxRate?.perSecond ?? 0)}` },
    ]
    for (const { title, label } of found) {
      const chart = page.locator('figure', { hasText: title }).filter({ hasText: label })
      await chart.scrollIntoViewIfNeeded()
      expect(await chart.locator('canvas').evaluate(uprightLines)).toBeGreaterThan(0)
    }
    await page.close()
  })

  it('has the boxes as tables, whose numbers are those of the result', async () => {
    const { page } = await openPage(browser, fileOf('capacity'))
    const seen = await page
      .locator('.heat table')
      .evaluateAll((tables) =>
        tables.map((one) => [...one.querySelectorAll('tbody td')].map((cell) => cell.textContent)),
      )
    const said = seen.flat().filter((text) => text?.includes('/s'))
    const rates = table?.rows.flatMap(({ rps, trial, outcome: { state } }) =>
      rps === null || trial.box.memoryBytes !== CAPACITY.plan.memoryBytes
        ? []
        : [`${formatRate(rps)}${state === 'meets' ? '\u00A0✓' : ''}`],
    )
    expect(said.length).toBeGreaterThan(3)
    expect(said.toSorted()).toEqual(rates?.toSorted())
    expect(await page.locator('.heat tbody th[scope=row]').allTextContents()).toEqual(['0.15', '0.3', '0.5'])
    expect(await page.locator('.heat thead th[scope=col]').allTextContents()).toEqual(['1', '2'])
    await page.close()
  })

  it.each(['light', 'dark'] as const)('tells good boxes from bad ones by colour: %s', async (colorScheme) => {
    const { page } = await openPage(browser, fileOf('capacity'), { colorScheme })
    const colourOf = (name: string) =>
      page
        .locator(`.heat td.${name}`)
        .first()
        .evaluate((cell) => getComputedStyle(cell).backgroundColor)
    const colours = [await colourOf('good0'), await colourOf('good8')]
    expect(new Set([...colours, 'rgba(0, 0, 0, 0)']).size).toBe(3)
    await page.close()
  })

  it('says how to measure it again', async () => {
    const { page } = await openPage(browser, fileOf('capacity'))
    const part = page.getByRole('region', { name: 'How to reproduce' })
    expect(await part.textContent()).toContain(`--seed ${CAPACITY.plan.seed}`)
    expect(await page.locator('.facts').textContent()).toContain(`Configurations${CAPACITY.trials.length}`)
    await page.close()
  })
})

describe('the page itself', () => {
  it('runs no other script, takes no other style and sends nothing anywhere', async () => {
    const { page, complaints } = await openPage(browser, fileOf('pass'))
    await page.evaluate(async () => {
      const script = document.createElement('script')
      script.textContent = 'document.title = "taken"'
      document.body.append(script)
      const style = document.createElement('style')
      style.textContent = 'body { color: rgb(1, 2, 3) }'
      document.head.append(style)
      await fetch('http://127.0.0.1:9/').catch(() => null)
    })
    expect(await page.title()).toMatch(/^perf-gate: Pass/)
    expect(await page.evaluate(() => getComputedStyle(document.body).color)).not.toBe('rgb(1, 2, 3)')
    for (const directive of ['script-src', 'style-src', 'default-src']) {
      const violated = new RegExp(`Content Security Policy directive:? ["']${directive} `)
      expect(complaints.filter((text) => violated.test(text))).not.toEqual([])
    }
    await page.close()
  })

  it('shows hostile reports as the text that they are', async () => {
    const path = join(folder, 'report.html')
    writeFileSync(path, renderPage(REPORTS.hostile, null))
    const { page, complaints } = await openPage(browser, path)
    expect(complaints).toEqual([])
    expect(await page.locator('b, img, details, bdi *:not(wbr)').count()).toBe(0)
    expect(await violations(page)).toEqual([])
    await page.close()
  })
})

type Table = Extract<Section, { kind: 'table' }>

/** A sentence as the page shows it. */
function shown(sentence: Words): string {
  return plain(sentence.map((part) => (isOutside(part) ? tamed(part.outside) : part)).join(''))
}

/** Characters that hide or reorder text, which no page may show as they are. */
const HIDDEN = /[\p{Cc}\u00AD\u061C\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\u{E0000}-\u{E007F}]+/gu

function tamed(text: string): string {
  const line = Array.from(text.replace(HIDDEN, ' ').trim())
  const whole = line.length > 300 ? `${line.slice(0, 299).join('')}…` : line.join('')
  return whole === '' ? '(empty)' : whole
}

function plain(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}

/** Brings each chart into sight, as charts are drawn only then. */
async function drawAll(page: Page): Promise<void> {
  for (const plot of await page.locator('[data-chart]').all()) {
    await plot.scrollIntoViewIfNeeded()
    await plot.and(page.locator('[data-drawn]')).waitFor()
  }
}

/** How many columns of pixels are an upright line of the colour of text. Runs in the page. */
function uprightLines(canvas: Element): number {
  const { width, height } = canvas as HTMLCanvasElement
  const pixels = (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data ?? []
  const isDark = (at: number) =>
    (pixels[at + 3] ?? 0) > 100 && Math.max(pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0) < 60
  let lines = 0
  for (let x = 0; x < width; x++) {
    let dark = 0
    for (let y = 0; y < height; y++) if (isDark(4 * (y * width + x))) dark++
    if (dark > height / 2) lines++
  }
  return lines
}

type Drawn = { readonly width: number; readonly coloured: number }

/** Of each canvas, how many pixels have a colour, as curves and limits have, and not the grey of axes and grid. */
async function inkOfCharts(page: Page): Promise<readonly Drawn[]> {
  return await page.locator('.plot canvas').evaluateAll((canvases) =>
    canvases.map((canvas): Drawn => {
      const { width, height } = canvas as HTMLCanvasElement
      const pixels = (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data ?? []
      let coloured = 0
      for (let place = 0; place < pixels.length; place += 4) {
        const rgb = [pixels[place] ?? 0, pixels[place + 1] ?? 0, pixels[place + 2] ?? 0]
        if ((pixels[place + 3] ?? 0) > 100 && Math.max(...rgb) - Math.min(...rgb) > 60) coloured++
      }
      return { width, coloured }
    }),
  )
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const LEVEL_AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** What axe finds, each with where. It comes in through the debugger, which the page's policy does not bind. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe)
  return await page.evaluate(async (tags) => {
    const { axe } = window as unknown as { readonly axe: AxeRunner }
    const found = await axe.run(document, { runOnly: tags })
    return found.violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target}: ${failureSummary}`),
    )
  }, LEVEL_AA)
}

type AxeRunner = {
  readonly run: (
    context: Document,
    options: { readonly runOnly: readonly string[] },
  ) => Promise<{
    readonly violations: readonly {
      readonly id: string
      readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[]
    }[]
  }>
}
