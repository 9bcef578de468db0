import { z } from 'zod'
import * as container from './container-scalars.ts'
import { cpuset } from './cpuset.ts'
import * as scalars from './scalars.ts'
import { flag, image, NUMBER_OR_TEXT, oneOf, scalar, text, texts } from './schema-parts.ts'

export const memory = (description: string) => scalar(scalars.memory, description, { type: 'string' })

export const mountSchema = z.strictObject({
  source: text('A file or folder, relative to this file.'),
  path: text('Absolute, in the container.'),
})

const words = (description: string) => z.array(text('One argument.')).min(1).describe(description)

/** What every container has that a run starts: the target, and a proxy in front of it. */
export const containerShape = {
  image: image('name:tag, name@sha256:… or sha256:…').optional(),
  port: scalar(
    scalars.integer(1, 65_535),
    'The port inside the container. Default: the only port that the image exposes.',
    NUMBER_OR_TEXT,
  ).optional(),
  cpus: scalar(
    scalars.cpus,
    'CPU limit, like 0.5. Default: 1; with cpuset, as many as it has cores.',
    NUMBER_OR_TEXT,
  ).optional(),
  cpuset: scalar(
    cpuset,
    'Cores that are its alone, like 1-2 or "0,2". The load generator is kept off them. Default: any core.',
    NUMBER_OR_TEXT,
  ).optional(),
  memory: memory('Memory limit without swap, like 512m or 1500MiB. Default: 2GiB.').optional(),
  pids: scalar(container.pids, 'Most processes and threads. Default: 4096.', NUMBER_OR_TEXT).optional(),
  nofile: scalar(
    container.openFiles,
    'Most open files. Default: 65536, less where the engine may not give so many.',
    NUMBER_OR_TEXT,
  ).optional(),
  'shm-size': scalar(container.memoryFolder, 'Size of /dev/shm, like 1GiB. Default: 64MiB.', {
    type: 'string',
  }).optional(),
  tmpfs: z
    .union([
      z.array(text('A path in the container.')).min(1),
      z.record(z.string(), scalar(container.memoryFolder, 'Its size, like 64m.', { type: 'string' })),
    ])
    .describe('Folders in memory: a list of paths, or a map of paths with their sizes.')
    .optional(),
  'read-only': flag('The root file system cannot be written. Default: false.').optional(),
  mounts: z
    .union([z.array(mountSchema).min(1), z.record(z.string(), text('Absolute, in the container.'))])
    .describe('Files and folders that are copied in before the start: { ./local: /in/container }, or a list.')
    .optional(),
  env: texts('Environment of the container.').optional(),
  'env-file': z
    .union([text('A file of NAME=value lines, relative to this file.'), z.array(text('A file.')).min(1)])
    .describe("Files with more environment, in docker's format; env goes before them.")
    .optional(),
  command: words("Arguments in place of the image's own (CMD).").optional(),
  entrypoint: words("Program in place of the image's own (ENTRYPOINT).").optional(),
  user: text('User, or user:group, that the container runs as.').optional(),
  pull: oneOf(['missing', 'always', 'never'], 'When the image is pulled. Default: missing.').optional(),
  platform: scalar(container.platform, "Like linux/amd64. Default: the engine's own.", { type: 'string' }).optional(),
}
