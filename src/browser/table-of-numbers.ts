import type { DrawnChart } from '../reports/page/page-data.ts'
import { type Curve, placesOf } from './curve.ts'
import { printValue } from './print-value.ts'
import { tableColumns } from './table-columns.ts'

/** What a chart shows, as a table: a row for each place of the x axis, a column for each curve and for the ends of its range. */
export function tableOfNumbers({ title, x, y }: DrawnChart, curves: readonly Curve[]): HTMLElement {
  const columns = tableColumns(curves)
  const table = document.createElement('table')
  table.append(element('caption', title))
  const head = table.createTHead().insertRow()
  for (const text of [x.label, ...columns.map((column) => column.title)]) {
    const cell = element('th', text)
    cell.setAttribute('scope', 'col')
    head.append(cell)
  }
  const body = table.createTBody()
  for (const place of placesOf(curves)) {
    const row = body.insertRow()
    const first = element('th', printValue(x.unit, place))
    first.setAttribute('scope', 'row')
    row.append(first)
    for (const { values } of columns) {
      const value = values.get(place) ?? null
      row.append(element('td', value === null ? '' : printValue(y.unit, value)))
    }
  }
  return inScroller(table, title)
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
