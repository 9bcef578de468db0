import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { BROWSER_CODE, bundleBrowserCode } from './browser-code.ts'

it('is in the sources as it is built (npm run build writes it), and the same in every build', async () => {
  const [first, second] = [await bundleBrowserCode(), await bundleBrowserCode()]
  expect(second.module).toBe(first.module)
  expect(readFileSync(BROWSER_CODE, 'utf8') === first.module).toBe(true)
})

it('carries the licence of the chart library', async () => {
  const { module } = await bundleBrowserCode()
  expect(module).toContain('The above copyright notice and this permission notice shall be included')
})
