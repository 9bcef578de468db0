import { z } from 'zod'
import * as http from './http-scalars.ts'
import * as scalars from './scalars.ts'
import { flag, HOUR_MS, NUMBER_OR_TEXT, oneOf, path, scalar, statuses, text, texts } from './schema-parts.ts'

export const readySchema = z.strictObject({
  path: path('Where readiness is asked. Default: /.').optional(),
  status: statuses('Which status counts as ready. Default: 2xx where a path is given, else any.').optional(),
  within: scalar(scalars.duration(1000, HOUR_MS), 'How long a start may take. Default: 120s.', {
    type: 'string',
  }).optional(),
})

export const tlsSchema = z.strictObject({
  ca: text(
    'Certificates (PEM) of the authorities that sign the target, relative to this file. Default: those of Node.',
  ).optional(),
  'server-name': scalar(http.hostName, "The name in the target's certificate. Default: localhost.", {
    type: 'string',
  }).optional(),
})

export const targetSchema = z.strictObject({
  image: scalar(scalars.image, 'The image under test: name:tag, name@sha256:… or sha256:…', {
    type: 'string',
  }).optional(),
  port: scalar(
    scalars.integer(1, 65_535),
    'The port inside the container. Default: the only port that the image exposes.',
    NUMBER_OR_TEXT,
  ).optional(),
  cpus: scalar(scalars.cpus, 'CPU limit, like 0.5. Default: 1.', NUMBER_OR_TEXT).optional(),
  memory: scalar(scalars.memory, 'Memory limit without swap, like 512m or 1500MiB. Default: 2GiB.', {
    type: 'string',
  }).optional(),
  ready: z
    .union([path('Ready when this path answers 2xx.'), readySchema])
    .describe('When a start counts as ready. Default: any answer on /.')
    .optional(),
  env: texts('Environment of the container.').optional(),
  command: z.array(text('One argument.')).min(1).describe("Arguments in place of the image's own (CMD).").optional(),
  entrypoint: z
    .array(text('One argument.'))
    .min(1)
    .describe("Program in place of the image's own (ENTRYPOINT).")
    .optional(),
  user: text('User, or user:group, that the container runs as.').optional(),
  pull: oneOf(['missing', 'always', 'never'], 'When the image is pulled. Default: missing.').optional(),
  tls: z
    .union([flag('HTTPS, trusted by what Node trusts.'), tlsSchema])
    .describe('Speak HTTPS to the target. Default: false.')
    .optional(),
})
