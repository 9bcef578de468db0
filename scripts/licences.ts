import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

type Package = { readonly name: string; readonly version: string; readonly license?: string }

/** The licences of all packages that a bundle took files from, one after the other, sorted by name. */
export async function licences(root: string, inputs: readonly string[]): Promise<string> {
  const folders = new Set(inputs.map(packageFolder).filter((folder) => folder !== null))
  const texts = await Promise.all([...folders].sort().map((folder) => licenceOf(join(root, folder))))
  return texts.join(`\n${'-'.repeat(80)}\n\n`)
}

/** The folder of the package that a file of the bundle belongs to, nested packages included; `null` for our own sources. */
function packageFolder(input: string): string | null {
  const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)
  return match?.[1] ?? null
}

async function licenceOf(folder: string): Promise<string> {
  const described = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Package
  const heading = `${described.name} ${described.version} (${described.license ?? 'licence not declared'})\n\n`
  const file = (await readdir(folder)).sort().find((name) => /^(licen[cs]e|copying)/i.test(name))
  if (file === undefined) return `${heading}The package holds no licence text.\n`
  return `${heading}${(await readFile(join(folder, file), 'utf8')).replaceAll('\r\n', '\n').trim()}\n`
}
