import { deriveImage } from '../../fixtures/derive-image.ts'
import { buildImage } from '../../fixtures/images.ts'
import { BASELINE_TREES } from './kinds.ts'

/** The covertype image with so many trees: derived by its environment alone, so all else of it is the same. */
export async function treesImage(trees: number): Promise<string> {
  const reference = await buildImage('covertype')
  if (trees === BASELINE_TREES) return reference
  return deriveImage(reference, { TREES: trees }, `${reference}-trees${trees}`)
}
