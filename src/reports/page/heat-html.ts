import type { HeatCell, HeatTable } from '../../model/chart.ts'
import { plainText } from '../../model/outside.ts'
import { type Html, html } from './html.ts'

/** Steps of the colour scale; the style has a class for each. */
const STEPS = 9

/** A table of numbers whose cells are coloured, from bad to good where there is such a thing, else from little to much. */
export function heatHtml({ title, summary, rowsAre, columnsAre, columns, rows, better }: HeatTable): Html {
  const values = rows.flatMap(({ cells }) => cells.flatMap(({ value }) => (value === null ? [] : [value])))
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const colour = ({ value }: HeatCell): Html => {
    if (value === null) return html`class="right"`
    const share = most === least ? 0.5 : (value - least) / (most - least)
    const step = Math.round((better === 'lower' ? 1 - share : share) * (STEPS - 1))
    return html`class="right ${better === null ? 'much' : 'good'}${step}"`
  }
  const heads = columns.map((column) => html`<th scope="col" class="right">${column}</th>`)
  const body = rows.map(
    (row) =>
      html`<tr><th scope="row">${row.title}</th>${row.cells.map((cell) => html`<td ${colour(cell)}>${cell.text}</td>`)}</tr>\n`,
  )
  return html`<figure class="chart heat"><figcaption>${title}</figcaption><p class="summary">${summary}</p>
<div class="wide" role="group" aria-label="${plainText(title)}"><table aria-label="${plainText(title)}"><thead><tr><td class="quiet"><span>${columnsAre} →</span> <span>${rowsAre} ↓</span></td>${heads}</tr></thead><tbody>
${body}</tbody></table></div></figure>`
}
