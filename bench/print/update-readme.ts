import { readFileSync, writeFileSync } from 'node:fs'
import { quoteTruth } from './quote-truth.ts'
import { said } from './say.ts'

const BENCH_README = new URL('../README.md', import.meta.url)
const README = new URL('../../README.md', import.meta.url)

/** The marked regions of bench/README.md. */
type Region =
  | 'truth'
  | 'load'
  | 'limits'
  | 'observe'
  | 'overhead'
  | 'capacity'
  | 'page'
  | 'arrivals'
  | 'turns'
  | 'verdict'

/** Puts everything that was said between the marks of that name in bench/README.md, and what the README quotes of it there. Throws where there are no marks. */
export function updateReadme(name: Region): void {
  // Goals are lines of their own, which Markdown would run together.
  fillRegion(BENCH_README, name, said().replaceAll(/^(goal|machine): /gm, '- $1: '))
  if (name === 'truth') fillRegion(README, 'quoted-truth', quoteTruth(readFileSync(BENCH_README, 'utf8')))
}

function fillRegion(file: URL, name: string, text: string): void {
  const page = readFileSync(file, 'utf8')
  const region = new RegExp(`(<!-- ${name}:begin -->\n)[\\s\\S]*?(<!-- ${name}:end -->)`)
  if (!region.test(page)) throw new Error(`${file.pathname} has no region '${name}'`)
  writeFileSync(
    file,
    page.replace(region, (_, begin: string, end: string) => `${begin}\n${text}\n\n${end}`),
  )
}
