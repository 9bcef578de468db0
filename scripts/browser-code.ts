import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Where the sources hold it: they run as they are, without a build. */
export const BROWSER_CODE = 'src/reports/page/browser-code.ts'

/** The script and style of a report page, bundled into a module of two texts, and the files that they are made of. */
export async function bundleBrowserCode(): Promise<{ readonly module: string; readonly inputs: readonly string[] }> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['src/browser/page.ts', 'src/browser/page.css'],
    outdir: 'browser',
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: ['chrome120', 'firefox120', 'safari17'],
    minify: true,
    charset: 'ascii',
    legalComments: 'none',
    banner: { js: await uplotLicence() },
    write: false,
    metafile: true,
    logLevel: 'warning',
  })
  const text = (ending: string) => outputFiles.find(({ path }) => path.endsWith(ending))?.text.trim() ?? ''
  const [script, style] = [text('.js'), text('.css')]
  if (/<\/(script|style)|<!--/i.test(script + style)) throw new Error('the code of the page would end its own element')
  const module = [
    '// Made from src/browser by scripts/browser-code.ts (npm run build). Not to be edited.',
    '',
    `export const BROWSER_SCRIPT = ${JSON.stringify(script)}`,
    `export const BROWSER_STYLE = ${JSON.stringify(style)}`,
    '',
  ].join('\n')
  return { module, inputs: Object.keys(metafile.inputs) }
}

/** It asks to go with every copy, which every page is. */
async function uplotLicence(): Promise<string> {
  return `/* uPlot. ${(await readFile(`${root}node_modules/uplot/LICENSE`, 'utf8')).replaceAll(/\s+/g, ' ').trim()} */`
}

if (import.meta.main)
  await writeFile(fileURLToPath(new URL(`../${BROWSER_CODE}`, import.meta.url)), (await bundleBrowserCode()).module)
