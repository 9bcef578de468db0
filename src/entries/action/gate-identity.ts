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
}

export function gateIdentity(
  world: Pick<ActionWorld, 'env' | 'directory' | 'workspace'> & { readonly chosen: GateKey | null },
): GateIdentity {
  let known = world.chosen
  return {
    key: () => known,
    know(config) {
      known = world.chosen ?? makeKey(config, world)
      return known
    },
  }
}

function makeKey({ target: { image } }: Config, { env, directory, workspace }: Parameters<typeof gateIdentity>[0]) {
  const config = findConfig(env, directory)
  return makeGateKey({
    ...readKeyParts(env),
    config: config.kind === 'file' ? relative(workspace, resolve(directory, config.path)) : null,
    imageRepository: isImageId(image) ? null : repositoryOf(image),
    matrix: readInputs(env).find(({ input }) => input === 'matrix')?.value ?? null,
  })
}
