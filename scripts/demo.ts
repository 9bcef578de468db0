import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { deriveImage } from '../fixtures/derive-image.ts'
import { buildImage } from '../fixtures/images.ts'
import { bundle } from './build.ts'

/**
 * Builds the covertype image and gates it as a user would: a folder with a configuration, and the bundled command line.
 * The first run stores a baseline. `--slower` gates an image whose forest has more trees against it: both are measured side by side, which takes
 * up to fifteen minutes. `--update-readme` puts the report into the README.
 */
const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, '.cache', 'demo')
/** The image itself asks 30. */
const SLOWER_TREES = 45

const fast = await buildImage('covertype')
const image = process.argv.includes('--slower') ? buildSlower(fast) : fast
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

/** The same image, but that each answer asks more trees. */
function buildSlower(reference: string): string {
  return deriveImage(reference, { TREES: SLOWER_TREES }, 'perf-gate-fixture/covertype:slower')
}

function updateReadme(report: string): void {
  const path = join(root, 'README.md')
  const readme = readFileSync(path, 'utf8')
  const region = /(<!-- demo:begin -->\n)[\s\S]*?(<!-- demo:end -->)/
  if (!region.test(readme)) throw new Error('README.md has no demo region')
  // What was judged and measured, without what is about target and machine; a level deeper, below the README's own headings.
  const [tables = ''] = report.split(/^### (?:What the target did|Baseline)$/m)
  const nested = tables.trimEnd().replaceAll(/^#/gm, '##')
  writeFileSync(
    path,
    readme.replace(region, (_, begin: string, end: string) => `${begin}\n${nested}\n\n${end}`),
  )
}
