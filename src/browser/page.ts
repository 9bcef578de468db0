import type uPlot from 'uplot'
import type { DrawnChart, PageData } from '../reports/page/page-data.ts'
import { readColours } from './colours.ts'
import { type Curve, placesOf } from './curve.ts'
import { drawChart } from './draw-chart.ts'
import { readOut } from './read-out.ts'
import { scaleOf } from './scales.ts'
import { tableOfNumbers } from './table-of-numbers.ts'

/** The script of a report page: draws the charts when they come into sight, lets a pointer and a keyboard read them, and fills in their tables. */

type Shown = {
  readonly into: HTMLElement
  readonly chart: DrawnChart
  readonly curves: readonly Curve[]
  /** The places that a keyboard goes along. */
  readonly places: readonly number[]
  plot: uPlot | null
  /** Which place is pointed at. */
  at: number
}

const data = JSON.parse(document.getElementById('data')?.textContent ?? '{}') as PageData
const shown = [...document.querySelectorAll<HTMLElement>('[data-chart]')].flatMap(prepare)

function prepare(into: HTMLElement): Shown[] {
  const chart = data.charts[Number(into.dataset.chart)]
  if (chart === undefined) return []
  const curves = chart.series.map((series) => ({ ...series, places: data.places[series.x] ?? [] }))
  const one: Shown = { into, chart, curves, places: placesOf(curves), plot: null, at: -1 }
  into.setAttribute('aria-valuemax', String(Math.max(0, one.places.length - 1)))
  into.addEventListener('keydown', (event) => onKey(one, event))
  const numbers = into.closest('figure')?.querySelector('details')
  numbers?.addEventListener('toggle', () => {
    if (numbers.open && numbers.childElementCount === 1) numbers.append(tableOfNumbers(chart, curves))
  })
  return [one]
}

function draw(one: Shown): void {
  one.plot?.destroy()
  one.plot = drawChart(one.into, one.chart, one.curves, readColours(), (_, place) => onPoint(one, place))
  one.into.dataset.drawn = 'yes'
  // A new chart knows its scales only when it has been laid out, which is the next thing that it does.
  if (isRead(one)) queueMicrotask(() => point(one))
}

/** Whether a keyboard reads it. */
function isRead({ into, at }: Shown): boolean {
  return at >= 0 && document.activeElement === into
}

/** Puts the line of the cursor where the keyboard is. */
function point({ plot, chart, places, at }: Shown): void {
  const left = plot?.valToPos(scaleOf(chart.x).toPlace(places[at] ?? 0), 'x')
  if (left !== undefined) plot?.setCursor({ left, top: 1 })
}

function drawAll(): void {
  for (const one of shown) draw(one)
}

function redraw(): void {
  for (const one of shown) if (one.plot !== null) draw(one)
}

/** A pointer takes the nearest place. */
function onPoint(one: Shown, under: number | null): void {
  if (under === null) {
    if (!isRead(one)) say(one, '')
    return
  }
  const { toPlace } = scaleOf(one.chart.x)
  const away = (value: number) => Math.abs(toPlace(value) - under)
  const nearest = one.places.reduce(
    (best, value, index) => (away(value) < away(one.places[best] ?? value) ? index : best),
    0,
  )
  one.at = nearest
  say(one, readOut(one.chart, one.curves, one.places[nearest] ?? 0))
}

const STEPS: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowLeft: (at) => at - 1,
  ArrowDown: (at) => at - 1,
  ArrowRight: (at) => at + 1,
  ArrowUp: (at) => at + 1,
  PageDown: (at) => at - 10,
  PageUp: (at) => at + 10,
  Home: () => 0,
  End: (_, last) => last,
}

function onKey(one: Shown, event: KeyboardEvent): void {
  const step = STEPS[event.key]
  const last = one.places.length - 1
  if (step === undefined || last < 0) return
  event.preventDefault()
  one.at = Math.min(last, Math.max(0, step(one.at, last)))
  if (one.plot === null) draw(one)
  else point(one)
  const text = readOut(one.chart, one.curves, one.places[one.at] ?? 0)
  say(one, text)
  one.into.setAttribute('aria-valuenow', String(one.at))
  one.into.setAttribute('aria-valuetext', text)
}

function say(one: Shown, text: string): void {
  const line = one.into.closest('figure')?.querySelector('.readout')
  if (line) line.textContent = text
}

const inSight = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      const one = shown.find(({ into }) => into === target)
      if (isIntersecting && one?.plot === null) draw(one)
    }
  },
  { rootMargin: '400px' },
)
const resized = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const one = shown.find(({ into }) => into === target)
    if (one?.plot && one.plot.width !== one.into.clientWidth) draw(one)
  }
})
for (const { into } of shown) {
  inSight.observe(into)
  resized.observe(into)
}

/** What does not fit is scrolled, by a keyboard too, which otherwise need not stop there. */
const fitted = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.setAttribute('tabindex', '0')
    else target.removeAttribute('tabindex')
  }
})
for (const wide of document.querySelectorAll('.wide')) fitted.observe(wide)

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw)
/** Paper is white, and all of it is in sight. */
addEventListener('beforeprint', () => {
  document.documentElement.dataset.print = 'yes'
  drawAll()
})
addEventListener('afterprint', () => {
  delete document.documentElement.dataset.print
  redraw()
})
