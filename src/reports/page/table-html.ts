import { plainText } from '../../model/outside.ts'
import type { Row, Section } from '../../model/report/report.ts'
import { markSign } from '../signs.ts'
import { type Html, html } from './html.ts'

/** More rows than this nobody reads on a page, and they would make it slow. */
const MOST_ROWS = 500

/**
 * A table, which a narrow screen shows as one card for each row: the roles keep it a table for who listens to it, and each cell carries the
 * title of its column.
 */
export function tableHtml({ title, columns, rows }: Extract<Section, { kind: 'table' }>): Html {
  const heads = columns.map(
    (column) => html`<th scope="col" role="columnheader" class="${column.align}">${column.title}</th>`,
  )
  const body = rows.slice(0, MOST_ROWS).map(
    (row) =>
      html`<tr role="row"${row.mark === null ? '' : html` class="${row.mark}"`}>${columns.map((column, place) => {
        const cell = row.cells[place] ?? []
        return html`<td role="cell" class="${column.align}" data-column="${column.title}"${plainText(cell) === '' ? html` data-empty` : ''}><span>${place === 0 ? sign(row) : ''}${cell}</span></td>`
      })}</tr>\n`,
  )
  const table = html`<div class="wide" role="group" aria-label="${title}"><table role="table" aria-label="${title}"><thead role="rowgroup"><tr role="row">${heads}</tr></thead>
<tbody role="rowgroup">
${body}</tbody></table></div>`
  return rows.length <= MOST_ROWS ? table : html`${table}<p>The first ${MOST_ROWS} of ${rows.length} rows.</p>`
}

/** The words beside it say the same. */
function sign({ mark }: Row): Html {
  const found = markSign(mark)
  return found === null
    ? html``
    : html`<span class="sign ${found.colour}" aria-hidden="true">${found.character}</span> `
}
