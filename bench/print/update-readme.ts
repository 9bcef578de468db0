import { readFileSync, writeFileSync } from 'node:fs'
import { said } from './say.ts'

const README = new URL('../README.md', import.meta.url)

/** Puts everything that was said between the README's marks of that name. Throws where it has none. */
export function updateReadme(name: 'truth' | 'load' | 'verdict'): void {
  const readme = readFileSync(README, 'utf8')
  const region = new RegExp(`(<!-- ${name}:begin -->\n)[\\s\\S]*?(<!-- ${name}:end -->)`)
  if (!region.test(readme)) throw new Error(`bench/README.md has no region '${name}'`)
  // Goals are lines of their own, which Markdown would run together.
  const text = said().replaceAll(/^(goal|machine): /gm, '- $1: ')
  writeFileSync(
    README,
    readme.replace(region, (_, begin: string, end: string) => `${begin}\n${text}\n\n${end}`),
  )
}
