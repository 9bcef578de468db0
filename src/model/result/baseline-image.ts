import type { BaselineConfig } from '../config.ts'
import type { ResolvedImage } from '../image.ts'
import { isImageId, repositoryOf } from '../image-reference.ts'
import { outside, type Words, words } from '../outside.ts'

/** The image that is measured beside the candidate. One that was named has to be there; one that a stored baseline speaks of may be gone. */
export type WantedImage = { readonly reference: string; readonly pull: 'missing' | 'never'; readonly named: boolean }

/** `none`: nothing but the stored numbers can be compared with, because of `why`. */
export type BaselineImage =
  | { readonly state: 'wanted'; readonly image: WantedImage }
  | { readonly state: 'none'; readonly why: Words }

type Stored = Pick<ResolvedImage, 'digest' | 'id'>

/**
 * The image of a stored baseline as it may be run. A file that the configuration names is the word of whoever wrote that. Any other baseline was
 * uploaded by a job, so it may name an image of the target's own repository, by its digest, and nothing else.
 */
export function imageOfBaseline({ digest, id }: Stored, target: string, { path }: BaselineConfig): BaselineImage {
  if (path !== null) {
    // An id means nothing to a registry; a digest means the same image everywhere.
    return digest === null ? wanted(id, 'never') : wanted(digest, 'missing')
  }
  if (digest === null) {
    return none(
      words`the baseline's image was never pushed to a registry, so it is on the machine that built it only. Name a pushed one by "baseline-image", or build the base commit in this job too`,
    )
  }
  if (!/^[^@]+@sha256:[0-9a-f]{64}$/.test(digest)) return none(words`the baseline does not name its image by a digest`)
  if (isImageId(target) || repositoryOf(digest) !== repositoryOf(target)) {
    return none(
      words`the baseline's image is of ${outside(repositoryOf(digest))}, not of this target's repository: if it is to be run, name it by "baseline-image"`,
    )
  }
  return wanted(digest, 'missing')
}

function wanted(reference: string, pull: WantedImage['pull']): BaselineImage {
  return { state: 'wanted', image: { reference, pull, named: false } }
}

function none(why: Words): BaselineImage {
  return { state: 'none', why }
}
