import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildImage } from '../fixtures/images.ts'
import { bundle } from './build.ts'

/**
 * Builds the covertype image and gates it as a user would: a folder with a configuration, and the bundled command line.
 * The first run stores a baseline, the next one compares with it. `--update-readme` puts the report into the README.
 */
const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, '.cache', 'demo')

const image = await buildImage('covertype')
await bundle(join(root, '.cache', 'demo-dist'))
mkdirSync(folder, { recursive: true })
for (const name of ['perf-gate.yml', 'sample.json']) {
  copyFileSync(join(root, 'fixtures', 'covertype-api', name), join(folder, name))
}
const args = ['run', '--image', image, '--baseline-path', 'perf-gate-baseline.json']
console.log(`perf-gate ${args.join(' ')}   (in .cache/demo)`)
const { status } = spawnSync(process.execPath, [join(root, '.cache', 'demo-dist', 'cli.js'), ...args], {
  cwd: folder,
  stdio: 'inherit',
})
console.log('Written: perf-gate-result.json, perf-gate-report.md and perf-gate-baseline.json in .cache/demo')
if (process.argv.includes('--update-readme')) updateReadme(readFileSync(join(folder, 'perf-gate-report.md'), 'utf8'))
process.exitCode = status ?? 1

function updateReadme(report: string): void {
  const path = join(root, 'README.md')
  const readme = readFileSync(path, 'utf8')
  const region = /(<!-- demo:begin -->\n)[\s\S]*?(<!-- demo:end -->)/
  if (!region.test(readme)) throw new Error('README.md has no demo region')
  // The tables alone, without what is about this machine; a level deeper, below the README's own headings.
  const [tables = ''] = report.split('### Baseline')
  const nested = tables.trimEnd().replaceAll(/^#/gm, '##')
  writeFileSync(
    path,
    readme.replace(region, (_, begin: string, end: string) => `${begin}\n${nested}\n\n${end}`),
  )
}
