import { z } from 'zod'
import { text } from './schema-parts.ts'

export const dependenciesSchema = z.strictObject({
  compose: text('The compose file, relative to this file.'),
  services: z
    .array(text('The name of a service in the compose file.'))
    .min(1)
    .describe('Services of it that are brought up before the target and taken down after the run.'),
})
