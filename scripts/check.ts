import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundle } from './build.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Everything that needs no engine: types, lint and format, the rules of the tree, and that `dist/` is what the sources give. */
const CHECKS: readonly (readonly [name: string, check: () => Promise<boolean>])[] = [
  ['types', async () => run('tsc', '--noEmit') && run('tsc', '--noEmit', '-p', 'src/browser')],
  ['lint and format', async () => run('biome', 'check', '.')],
  ['tidy', async () => run('vitest', 'run', '--project', 'unit', 'src/tidy')],
  ['dist', distIsCurrent],
]

function run(command: string, ...args: readonly string[]): boolean {
  return spawnSync(join(root, 'node_modules/.bin', command), args, { cwd: root, stdio: 'inherit' }).status === 0
}

/** Builds twice, elsewhere: both must have the same bytes, and those must be the committed ones. */
async function distIsCurrent(): Promise<boolean> {
  const temp = await mkdtemp(join(tmpdir(), 'perf-gate-dist-'))
  try {
    const [first, second] = [join(temp, 'first'), join(temp, 'second')]
    await bundle(first)
    await bundle(second)
    const apart = await differences(first, second)
    if (apart.length > 0) console.error(`Two builds differ in: ${apart.join(', ')}`)
    const stale = await differences(first, join(root, 'dist'))
    if (stale.length > 0) console.error(`dist/ is not what the sources give (npm run build): ${stale.join(', ')}`)
    return apart.length + stale.length === 0
  } finally {
    await rm(temp, { recursive: true, force: true })
  }
}

async function differences(left: string, right: string): Promise<readonly string[]> {
  const names = new Set([...(await readdir(left)), ...(await readdir(right).catch(() => []))])
  const compared = await Promise.all(
    [...names].map(async (name) => {
      const [a, b] = await Promise.all([left, right].map((folder) => readFile(join(folder, name)).catch(() => null)))
      return a != null && b != null && a.equals(b) ? [] : [name]
    }),
  )
  return compared.flat()
}

let failed = 0
for (const [name, check] of CHECKS) {
  const passed = await check()
  console.log(`${passed ? 'ok    ' : 'FAILED'} ${name}`)
  if (!passed) failed++
}
process.exitCode = failed === 0 ? 0 : 1
