import type { DrawnChart, DrawnSeries } from '../reports/page/page-data.ts'
import { printValue } from './print-value.ts'

/** A curve with its places on the x axis. */
export type Curve = DrawnSeries & { readonly places: readonly number[] }

/** What a chart shows, as a table: a row for each place of the x axis, a column for each curve. */
export function tableOfNumbers({ title, x, y }: DrawnChart, curves: readonly Curve[]): HTMLElement {
  const table = document.createElement('table')
  table.append(element('caption', title))
  const head = table.createTHead().insertRow()
  for (const text of [`${x.label}`, ...curves.map(nameOf)]) {
    const cell = element('th', text)
    cell.setAttribute('scope', 'col')
    head.append(cell)
  }
  const body = table.createTBody()
  const values = curves.map(({ places, y: numbers }) => new Map(places.map((place, index) => [place, numbers[index]])))
  for (const place of placesOf(curves)) {
    const row = body.insertRow()
    const first = element('th', printValue(x.unit, place))
    first.setAttribute('scope', 'row')
    row.append(first)
    for (const numbers of values) {
      const value = numbers.get(place)
      row.append(element('td', value === undefined || value === null ? '' : printValue(y.unit, value)))
    }
  }
  return inScroller(table, title)
}

/** Every place at which some curve has a value, rising. */
export function placesOf(curves: readonly Curve[]): readonly number[] {
  return [...new Set(curves.flatMap(({ places }) => places))].sort((a, b) => a - b)
}

/** `candidate, round 3`. */
export function nameOf({ name, part }: Pick<DrawnSeries, 'name' | 'part'>): string {
  return part === null ? name : `${name}, ${part}`
}

function inScroller(table: HTMLElement, title: string): HTMLElement {
  const scroller = document.createElement('div')
  scroller.className = 'scroller'
  scroller.tabIndex = 0
  scroller.setAttribute('role', 'region')
  scroller.setAttribute('aria-label', `Numbers of ${title}`)
  scroller.append(table)
  return scroller
}

function element(name: string, text: string): HTMLElement {
  const made = document.createElement(name)
  made.textContent = text
  return made
}
