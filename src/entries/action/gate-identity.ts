import { relative, resolve } from 'node:path'
import { readKeyParts } from '../../github/gate-key-parts.ts'
import { findConfig, type InputName, readInputs } from '../../github/inputs.ts'
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

export function gateIdentity(
  world: Pick<ActionWorld, 'env' | 'directory' | 'workspace'> & { readonly chosen: GateKey | null },
): GateIdentity {
  let known = world.chosen
  return {
    place: makeKey(null, world).id,
    key: () => known,
    know(config) {
      known = world.chosen ?? makeKey(config.target.image, world)
      return known
    },
  }
}

/** `image`: `null` where nobody knows it yet, or it is given by its id. */
function makeKey(image: string | null, { env, directory, workspace }: Parameters<typeof gateIdentity>[0]) {
  const config = findConfig(env, directory)
  const inputs = readInputs(env)
  const valueGiven = (name: InputName) => inputs.find(({ input }) => input === name)?.value ?? null
  const known = image ?? valueGiven('image')
  return makeGateKey({
    ...readKeyParts(env),
    config: config.kind === 'file' ? relative(workspace, resolve(directory, config.path)) : null,
    imageRepository: known === null || isImageId(known) ? null : repositoryOf(known),
    matrix: valueGiven('matrix'),
  })
}
