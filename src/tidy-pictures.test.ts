import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const FOLDER = 'docs/pictures'
const MOST_BYTES = 160_000

const images = [...readme.matchAll(/<img [^>]*>/g)].map(([tag]) => ({
  src: /src="([^"]*)"/.exec(tag)?.[1] ?? '',
  alt: /alt="([^"]*)"/.exec(tag)?.[1] ?? '',
}))
const named = [
  ...images.map(({ src }) => src),
  ...[...readme.matchAll(/srcset="([^"]*)"/g)].map(([, src]) => src ?? ''),
]

describe('the pictures of the README', () => {
  it('are of comment, terminal and page, each with words for those who do not see it', () => {
    expect(images.map(({ src }) => src)).toEqual(
      ['comment-light.png', 'terminal.svg', 'page-light.png'].map((file) => `${FOLDER}/${file}`),
    )
    for (const { src, alt } of images) expect(alt.split(' ').length, src).toBeGreaterThan(15)
    expect(readme).not.toMatch(/!\[[^\]]*\]\(/)
  })

  it('are there, small, and none is there that nobody sees', () => {
    for (const path of named) expect(statSync(join(root, path)).size, path).toBeLessThan(MOST_BYTES)
    expect(named.toSorted()).toEqual(
      readdirSync(join(root, FOLDER))
        .map((file) => `${FOLDER}/${file}`)
        .toSorted(),
    )
  })
})
