import { relative, resolve } from 'node:path'
import { readKeyParts } from '../../github/gate-key-parts.ts'
import { findConfig, readInputs } from '../../github/inputs.ts'
import type { Config } from '../../model/config.ts'
import { type GateKey, makeGateKey } from '../../model/gate-key.ts'
import { isImageId, repositoryOf } from '../../model/image-reference.ts'
import type { ActionWorld } from './action-world.ts'

/** Which gate this is. Nobody knows before the configuration is read, unless somebody has named it. */
export type GateIdentity = {
  readonly know: (config: Config) => GateKey
  /** `null`: the configuration could not be read. */
  readonly key: () => GateKey | null
  /** Where it stands in the workflows, whatever it is called: all that is known of it in any case. */
  readonly place: string
}

type World = Pick<ActionWorld, 'env' | 'directory' | 'workspace'>

export function gateIdentity(world: World & { readonly chosen: GateKey | null }): GateIdentity {
  let known = world.chosen
  return {
    place: placeOf(world.env),
    key: () => known,
    know(config) {
      known = world.chosen ?? makeKey(config.target.image, world)
      return known
    },
  }
}

/** Nothing that a change can take away: its configuration may be gone, and the image that it was to build may not be there. */
function placeOf(env: World['env']): string {
  return makeGateKey({ ...readKeyParts(env), config: null, imageRepository: null, matrix: matrixOf(env) }).id
}

function matrixOf(env: World['env']): string | null {
  return readInputs(env).find(({ input }) => input === 'matrix')?.value ?? null
}

function makeKey(image: string, { env, directory, workspace }: World) {
  const config = findConfig(env, directory)
  return makeGateKey({
    ...readKeyParts(env),
    config: config.kind === 'file' ? relative(workspace, resolve(directory, config.path)) : null,
    imageRepository: isImageId(image) ? null : repositoryOf(image),
    matrix: matrixOf(env),
  })
}
