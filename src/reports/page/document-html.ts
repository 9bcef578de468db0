import { createHash } from 'node:crypto'
import type { LineChart } from '../../model/chart.ts'
import { plainText, type Words } from '../../model/outside.ts'
import { BROWSER_SCRIPT, BROWSER_STYLE } from './browser-code.ts'
import { type Html, html } from './html.ts'
import { pageData } from './page-data.ts'

export type Part = { readonly title: string; readonly body: Html }

/** Everything that is on a page. */
export type Content = {
  readonly title: Words
  readonly header: Html
  readonly parts: readonly Part[]
  readonly charts: readonly LineChart[]
}

/** The whole page as one file. Nothing in it may be loaded from elsewhere, and only the script and the style that it was made with are run. */
export function documentHtml({ title, header, parts, charts }: Content): string {
  const links = parts.map((part, place) => html`<li><a href="#part-${place}">${part.title}</a></li>\n`)
  const sections = parts.map(
    (part, place) => html`<section id="part-${place}" aria-labelledby="part-${place}-title">
<h2 id="part-${place}-title">${part.title}</h2>
${part.body}
</section>
`,
  )
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>perf-gate: ${plainText(title)}</title>
<style>${own(BROWSER_STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">To the verdict</a>
<main id="main">
${header}
<nav aria-label="On this page"><ul>
${links}</ul></nav>
<noscript><p>The charts are drawn by a script, which is off here. The tables do without it.</p></noscript>
${sections}</main>
<script type="application/json" id="data">${own(pageData(charts))}</script>
<script>${own(BROWSER_SCRIPT)}</script>
</body>
</html>
`.html
}

/** Our own code, which stands in the page as it is. */
function own(code: string): Html {
  return { html: code }
}

const POLICY = [
  "default-src 'none'",
  `script-src '${hashOf(BROWSER_SCRIPT)}'`,
  `style-src '${hashOf(BROWSER_STYLE)}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

/** As a Content Security Policy names an inline script or style that may be used. https://www.w3.org/TR/CSP3/#match-element-to-source-list */
function hashOf(code: string): string {
  return `sha256-${createHash('sha256').update(code).digest('base64')}`
}
