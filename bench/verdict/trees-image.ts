import { execFileSync } from 'node:child_process'
import { buildImage } from '../../fixtures/images.ts'
import { BASELINE_TREES } from './kinds.ts'

/** The covertype image with so many trees: derived by its environment alone, so all else of it is the same. */
export async function treesImage(trees: number): Promise<string> {
  const reference = await buildImage('covertype')
  if (trees === BASELINE_TREES) return reference
  const tag = `${reference}-trees${trees}`
  execFileSync('docker', ['build', '--quiet', '--tag', tag, '-'], {
    input: `FROM ${reference}\nENV TREES=${trees}\n`,
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  return tag
}
