import { z } from 'zod'
import * as container from './container-scalars.ts'
import { containerShape, memory } from './container-schema.ts'
import * as http from './http-scalars.ts'
import * as scalars from './scalars.ts'
import { flag, HOUR_MS, image, NUMBER_OR_TEXT, path, scalar, statuses, text } from './schema-parts.ts'

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

export const gpusSchema = z.strictObject({
  ids: z
    .array(scalar(container.gpuId, 'The number or the UUID of a device.'))
    .min(1)
    .describe('Devices, as the engine knows them.'),
})

const ready = (answers: string, description: string) =>
  z
    .union([path(answers), readySchema])
    .describe(description)
    .optional()

const tls = (description: string) =>
  z
    .union([flag('HTTPS, trusted by what Node trusts.'), tlsSchema])
    .describe(description)
    .optional()

export const balancerSchema = z.strictObject({
  ...containerShape,
  image: image('The image of the proxy.'),
  memory: memory('Memory limit without swap. Default: 512MiB.').optional(),
  ready: ready(
    'Ready when it answers this path with 2xx.',
    "When the proxy counts as ready. Default: as the target's.",
  ),
  tls: tls("Speak HTTPS to the proxy; false: HTTP. Default: as the target's."),
})

export const targetSchema = z.strictObject({
  ...containerShape,
  image: image(
    'The image under test: name:tag, name@sha256:… or sha256:…',
    'Give the image as the input "image" (command line: --image).',
  ).optional(),
  gpus: z
    .union([
      scalar(container.gpus, 'all, a number of devices, or "device=0,1".', { type: ['string', 'integer'] }),
      gpusSchema,
    ])
    .describe('Devices that the container gets, as docker run --gpus has it. Default: none.')
    .optional(),
  ready: ready('Ready when this path answers 2xx.', 'When a start counts as ready. Default: any answer on /.'),
  tls: tls('Speak HTTPS to the target. Default: false.'),
  replicas: scalar(
    scalars.integer(1, 100),
    'Containers that are started of the image, each under the limits. Default: 1.',
    NUMBER_OR_TEXT,
  ).optional(),
  balancer: z
    .union([
      scalar(container.clientBalancer, 'The load generator spreads its connections evenly.', {
        type: 'string',
        enum: ['client'],
      }),
      balancerSchema,
    ])
    .describe('How load is spread over the replicas: client, or a proxy that is started in front. Default: client.')
    .optional(),
  network: text(
    "A Docker network to join, by name, such as that of the job's services; a name in $ and braces is taken from the environment. Default: none.",
  ).optional(),
})
