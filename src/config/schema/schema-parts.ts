import { z } from 'zod'
import * as http from './http-scalars.ts'
import type { Reader } from './scalars.ts'
import * as scalars from './scalars.ts'

/** The pieces that all schemas are made of. Every scalar comes as its source text; what editors are told of it is its shape. */

type JsonShape = {
  readonly type?: string | string[]
  readonly pattern?: string
  readonly enum?: readonly string[]
  readonly examples?: readonly string[]
}
export const TEXT = { type: ['string', 'number', 'boolean'] }
export const NUMBER_OR_TEXT = { type: ['string', 'number'] }

/** A scalar that is read from its source text. */
export function scalar<T>(read: Reader<T>, description: string, shape: JsonShape = TEXT) {
  return z
    .string()
    .transform((text, context) => {
      const result = read(text)
      if (result.state === 'value') return result.value
      context.addIssue({ code: 'custom', message: 'wrong', params: { wrong: result } })
      return z.NEVER
    })
    .meta({ description, ...shape })
}

/** A text that is taken as it stands. */
export function text(description: string) {
  return z.string().meta({ description, ...TEXT })
}

export function oneOf<const T extends readonly [string, ...string[]]>(values: T, description: string) {
  return z.enum(values).describe(description)
}

export function texts(description: string) {
  return z
    .record(z.string(), text('A text; a name in $ and braces is taken from the environment.'))
    .describe(description)
}

export function flag(description: string) {
  return scalar(scalars.boolean, description, { type: ['boolean', 'string'] })
}

export const HOUR_MS = 3_600_000
export const status = scalar(http.status, 'A status (200), a hundred (2xx)', { type: ['string', 'integer'] })
export const statuses = (description: string) => z.union([status, z.array(status).min(1)]).describe(description)
export const path = (description: string) => scalar(http.path, description, { type: 'string', pattern: '^/' })
/** The name of an image. `instead`: what to do where it holds an expression. */
export const image = (description: string, instead = 'Write the name itself.') =>
  scalar(scalars.imageName(instead), description, { type: 'string' })
