import type { Chart, ChartGroup, ChartMark, Ink, LineChart, Series } from '../../model/chart.ts'
import { plainText, type Words } from '../../model/outside.ts'
import { heatHtml } from './heat-html.ts'
import { type Html, html } from './html.ts'

/** Takes a chart for the script to draw and gives it its number. */
export type Enlist = (chart: LineChart) => number

/** The charts of a section, group by group. */
export function chartsHtml(groups: readonly ChartGroup[], enlist: Enlist): readonly Html[] {
  return groups.map(
    ({ title, charts }) =>
      html`${title === null ? '' : html`<h3>${title}</h3>\n`}<div class="charts">
${charts.map((chart) => chartHtml(chart, enlist))}</div>\n`,
  )
}

function chartHtml(chart: Chart, enlist: Enlist): Html {
  switch (chart.kind) {
    case 'lines':
      return lineChartHtml(chart, enlist(chart))
    case 'heat':
      return heatHtml(chart)
  }
}

/**
 * The place of a chart: its title, what is to be seen in words, where the script draws, the legend, and the numbers as a table, which the script
 * fills in when it is opened. The place is a slider, along which a keyboard reads the values.
 */
function lineChartHtml(chart: LineChart, number: number): Html {
  const id = `chart-${number}`
  return html`<figure class="chart" id="${id}"><figcaption id="${id}-title">${chart.title}</figcaption>
<p class="summary" id="${id}-summary">${chart.summary}</p>
<div class="plot" data-chart="${number}" role="slider" tabindex="0" aria-labelledby="${id}-title" aria-describedby="${id}-summary" aria-valuemin="0" aria-valuemax="0" aria-valuenow="0" aria-valuetext="Arrow keys read the values"></div>
<p class="readout" aria-hidden="true"></p>
<ul class="legend">${legend(chart)}</ul>
<details class="numbers"><summary>Numbers<span class="unseen"> of ${chart.title}</span></summary></details>
</figure>
`
}

/** A legend longer than its chart is not read. */
const MOST_NOTES = 12

function legend({ series, bands, marks }: LineChart): readonly Html[] {
  const names = new Map<string, { readonly name: Words; readonly like: Series; count: number }>()
  for (const like of series) {
    const { name, ink } = like
    const key = JSON.stringify([plainText(name), ink])
    const found = names.get(key)
    if (found === undefined) names.set(key, { name, like, count: 1 })
    else if (like.part !== null) found.count += 1
  }
  const curves = [...names.values()].map(
    ({ name, like, count }) =>
      html`<li><span class="key ${inkClass(like.ink)}${like.draw === 'points' ? ' dots' : ''}"></span>${name}${count > 1 ? `, ${count} rounds` : ''}</li>`,
  )
  const notes = [
    ...bands.map(({ label }) => html`<li><span class="key band"></span>${label}</li>`),
    ...marks.map(
      (mark) =>
        html`<li><span class="key ${mark.what}${isUpright(mark) ? ' upright' : ''}"></span>${mark.label}${place(mark)}</li>`,
    ),
  ]
  const more = notes.length - MOST_NOTES
  return [...curves, ...notes.slice(0, MOST_NOTES), ...(more > 0 ? [html`<li>and ${more} more</li>`] : [])]
}

function isUpright({ axis, what }: ChartMark): boolean {
  return axis === 'x' && what === 'point'
}

/** Where something happened on the time axis is not to be seen for everybody. */
function place({ axis, at, what }: ChartMark): string {
  return axis === 'x' && what === 'event' ? ` (${at} s)` : ''
}

function inkClass(ink: Ink): string {
  return typeof ink === 'number' ? `ink${ink % 8}` : ink
}
