import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { bundleBrowserCode } from './browser-code.ts'
import { licences } from './licences.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * CommonJS dependencies ask for `require`, `__dirname` and `__filename`, which an ES module does not have.
 * Every chunk gets its own, under names that cannot meet those of the sources.
 */
const BANNER = [
  "import { createRequire as perfGateCreateRequire } from 'node:module'",
  "import { fileURLToPath as perfGateFileURLToPath } from 'node:url'",
  'const require = perfGateCreateRequire(import.meta.url)',
  'const __filename = perfGateFileURLToPath(import.meta.url)',
  "const __dirname = perfGateFileURLToPath(new URL('.', import.meta.url))",
].join(';')

/** Bundles the entries into `folder`, with everything that they need and nothing that differs from one build to the next. */
export async function bundle(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: {
      action: 'src/action.ts',
      post: 'src/post.ts',
      cli: 'src/cli.ts',
      'load-worker': 'src/load/worker.ts',
      'judge-worker': 'src/judge-worker.ts',
    },
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    minify: true,
    keepNames: true,
    legalComments: 'none',
    chunkNames: 'chunk-[hash]',
    define: { PERF_GATE_VERSION: JSON.stringify(version) },
    banner: { js: BANNER },
    // Native parts that ssh2 (for Docker over SSH) tries to load and does without.
    external: ['*.node', 'cpu-features'],
    metafile: true,
    logLevel: 'warning',
  })
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }\n')
  const page = await bundleBrowserCode()
  await writeFile(join(folder, 'licences.txt'), await licences(root, [...Object.keys(metafile.inputs), ...page.inputs]))
}

/** Bytes of all files of a folder. */
async function sizeOf(folder: string): Promise<number> {
  const sizes = await Promise.all((await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size))
  return sizes.reduce((sum, size) => sum + size, 0)
}

if (import.meta.main) {
  const folder = join(root, 'dist')
  await bundle(folder)
  console.log(`dist: ${((await sizeOf(folder)) / 1e6).toFixed(2)} MB`)
}
