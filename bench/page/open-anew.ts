import type { Browser } from 'playwright-core'

/** What opening a page took, in milliseconds from the begin of the navigation. */
export type Opening = {
  readonly charts: number
  /** Until it was laid out and painted, with the charts that are in sight. */
  readonly openMs: number
  /** From there until every chart was drawn and painted, as for somebody who prints it. */
  readonly drawMs: number
}

/** Opens a file in a profile of its own, so that nothing is cached. */
export async function openAnew(browser: Browser, path: string): Promise<Opening> {
  await using context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  const page = await context.newPage()
  await page.addInitScript(WATCH)
  await page.goto(`file://${path}`)
  return await page.evaluate<Opening>(DRAW_ALL)
}

/*
 * Run in the page, where the clock begins with the navigation. What is in sight is known in one frame and drawn before the next, which paints it.
 */
const PAINTED = `new Promise((done) => {
  const frame = (left) => left === 0 ? setTimeout(done) : requestAnimationFrame(() => frame(left - 1))
  frame(2)
})`
const WATCH = `window.opened = new Promise((done) => addEventListener('load', done))
  .then(() => ${PAINTED})
  .then(() => performance.now())`
const DRAW_ALL = `(async () => {
  const openMs = await window.opened
  const fromMs = performance.now()
  dispatchEvent(new Event('beforeprint'))
  await ${PAINTED}
  const drawMs = performance.now() - fromMs
  const plots = [...document.querySelectorAll('[data-chart]')]
  if (plots.some(({ dataset }) => dataset.drawn === undefined)) throw new Error('a chart was not drawn')
  return { charts: plots.length, openMs, drawMs }
})()`
