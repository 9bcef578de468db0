import { expect, test } from 'vitest'
import { ConfigError } from '../../model/errors.ts'
import { plainText, words } from '../../model/outside.ts'
import { errorPage } from './error-page.ts'

function linesFor(count: number): readonly string[] {
  const problems = Array.from({ length: count }, (_, index) => ({
    place: { kind: 'file', file: 'a.yml', line: index + 1, column: 1 } as const,
    text: words`unknown key`,
    fix: words`Remove it.`,
  }))
  return errorPage(new ConfigError(problems)).sections.flatMap((section) =>
    section.kind === 'words' ? section.lines.map(plainText) : [],
  )
}

test.each([
  [1, 1, 'a.yml:1:1: unknown key. Remove it.'],
  [50, 50, 'a.yml:50:1: unknown key. Remove it.'],
  [51, 51, 'and 1 more'],
  [5000, 51, 'and 4950 more'],
])('%i problems are told in %i lines, the last one "%s"', (count, shown, last) => {
  const lines = linesFor(count)
  expect(lines).toHaveLength(shown)
  expect(lines.at(-1)).toBe(last)
})
