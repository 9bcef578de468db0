import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const document = readFileSync(join(root, 'docs/platform-rules.md'), 'utf8')

/** The cells of each row but the heads. The last one names tests, one below the other. */
const rows = [...document.matchAll(/^\| (?!rule \||--- \|)(.*) \|$/gm)].map(([, row = '']) => row.split(/\s*\|\s*/))
const named = rows.flatMap((cells) => cells.at(-1)?.split('<br>') ?? [])

/** A file and the title of one of its tests. */
const NAME = /^`(\S+\.test\.ts) › ([^`]+)`$/

/** The text with which a call of `describe`, `it` or `test` begins, also after an `each` and its table, or a row of such a table. */
const TITLE = /(?:\b(?:describe|it|test)(?:\.\w+)*\(|\)\(|\[)\s*(['"`])((?:\\.|(?!\1)[^\\\n])*)\1/g

describe('the rules of the platform', () => {
  it('have a row with three cells each: the rule, where its fact is published, its tests', () => {
    expect(rows.length).toBeGreaterThan(50)
    expect(rows.filter((cells) => cells.length !== 3)).toEqual([])
    expect(rows.filter(([, published = '']) => published !== '' && !published.startsWith('['))).toEqual([])
  })

  it('are each held by tests that are there', () => {
    expect(named.filter((name) => !isTest(name))).toEqual([])
  })
})

function isTest(name: string): boolean {
  const [, path = '', title = ''] = NAME.exec(name) ?? []
  return path !== '' && existsSync(join(root, path)) && titlesOf(path).has(title)
}

function titlesOf(path: string): ReadonlySet<string> {
  const text = readFileSync(join(root, path), 'utf8')
  return new Set([...text.matchAll(TITLE)].map(([, , title = '']) => title.replaceAll(/\\(.)/g, '$1')))
}
