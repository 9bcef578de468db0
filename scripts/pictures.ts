import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { openBrowser, openPage } from '../fixtures/browser.ts'
import { buildImage } from '../fixtures/images.ts'
import { PseudoTerminal } from '../src/entries/test/pseudo-terminal.ts'
import { outside } from '../src/model/outside.ts'
import { readResult } from '../src/model/result/read-result.ts'
import type { Result } from '../src/model/result/result.ts'
import { renderComment } from '../src/reports/comment.ts'
import { renderPage } from '../src/reports/page.ts'
import { finish } from '../src/stories/finish.ts'
import { openFile } from '../src/stories/open-file.ts'
import { commentPage } from './pictures/comment-page.ts'
import { farFromDemo } from './pictures/far-from-demo.ts'
import { screenSvg } from './pictures/screen-svg.ts'

/**
 * Takes the README's pictures from what the demo has left in .cache/demo: comment and report page of its last result, and the terminal while the
 * demo's image is measured once more, which has to come to about what the demo did. Needs a Docker Engine, a Chromium, and a font with the signs of a
 * comment (Debian: fonts-noto-color-emoji). The README's are of the first run of a demo, which has no baseline yet, and shows the same run as its table:
 *
 *   rm -rf .cache/demo && npm run demo -- --update-readme && npm run pictures [-- --only page,comment,terminal]
 */
const root = fileURLToPath(new URL('..', import.meta.url))
const demo = join(root, '.cache', 'demo')
const pictures = join(root, 'docs', 'pictures')
const THEMES = ['light', 'dark'] as const
const COLUMNS = 110

const only = process.argv[process.argv.indexOf('--only') + 1]?.split(',')
const wanted = (name: string) => !process.argv.includes('--only') || only?.includes(name)

const judged = finish(withoutFolder(resultOf(join(demo, 'perf-gate-result.json'))))

if (execFileSync('fc-list', [':charset=2705'], { encoding: 'utf8' }) === '')
  throw new Error('no font has the sign U+2705: install one, on Debian the package fonts-noto-color-emoji')

mkdirSync(pictures, { recursive: true })
const folder = mkdtempSync(join(tmpdir(), 'perf-gate-pictures-'))
const browser = await openBrowser()
try {
  if (wanted('terminal')) await pictureTerminal()
  for (const theme of THEMES) {
    if (wanted('page')) await picturePage(browser, theme)
    if (wanted('comment')) await pictureComment(browser, theme)
  }
} finally {
  await browser.close()
  rmSync(folder, { recursive: true })
}

function resultOf(path: string): Result {
  const opened = openFile({ state: 'text', text: readFileSync(path, 'utf8') }, readResult)
  if (opened.state === 'good') return opened.result
  throw new Error(`${path} holds no result of this version: run \`npm run demo\` first`)
}

/** The baseline's file as somebody in the demo's folder would call it: where that folder is on this machine is no matter of a picture. */
function withoutFolder(result: Result): Result {
  const { lookup } = result
  return lookup.state === 'off'
    ? result
    : { ...result, lookup: { ...lookup, where: outside(basename(lookup.where.outside)) } }
}

/** What a reader sees first: the verdict, its table, and the first charts. */
async function picturePage(reader: Browser, theme: (typeof THEMES)[number]): Promise<void> {
  const file = join(folder, 'page.html')
  writeFileSync(file, renderPage(judged.report, judged.result))
  const { page } = await openPage(reader, file, { colorScheme: theme, viewport: { width: 1120, height: 1100 } })
  await page.locator('[data-drawn]').first().waitFor()
  await page.screenshot({ path: join(pictures, `page-${theme}.png`) })
  await page.close()
}

async function pictureComment(reader: Browser, theme: (typeof THEMES)[number]): Promise<void> {
  const markdown = renderComment(
    {
      key: { id: 'covertype-api', label: outside('covertype-api') },
      report: judged.report,
      judged,
      runUrl: 'https://github.com/acme/covertype-api/actions/runs/1',
      artifactUrl: 'https://github.com/acme/covertype-api/actions/runs/1/artifacts/1',
      commit: null,
      isForeign: false,
    },
    60_000,
  )
  const file = join(folder, 'comment.html')
  writeFileSync(file, commentPage(markdown, theme))
  const { page } = await openPage(reader, file, { viewport: { width: 1130, height: 400 } })
  await page.locator('main').screenshot({ path: join(pictures, `comment-${theme}.png`) })
  await page.close()
}

/** The last stage of the first round: all that the block can show is there by then. */
async function pictureTerminal(): Promise<void> {
  const image = await buildImage('covertype')
  const path = join(folder, 'result.json')
  const files = ['--result', path, '--report', join(folder, 'report.md')]
  const args = ['run', '--image', image, '--rounds', '1', ...files]
  const terminal = new PseudoTerminal(args, { folder: demo, columns: COLUMNS })
  await terminal.shows(/offered .* [5-9] of 10 s/)
  const svg = await screenSvg(terminal.screen, 'perf-gate run, while it measures')
  await terminal.ended()
  const far = farFromDemo(resultOf(path), judged.result)
  if (far.length > 0)
    throw new Error(
      `no picture of a run that is far from the demo's: ${far.join('; ')}. Try again when the machine is idle`,
    )
  writeFileSync(join(pictures, 'terminal.svg'), svg)
}
