import type { z } from 'zod'
import { words } from '../model/outside.ts'
import { ApiFailure } from './api-failure.ts'

/** What GitHub answered, with the parts that we use checked: a proxy may answer in its place, and an answer may be cut off. Throws ApiFailure. */
export function readAnswer<T>(schema: z.ZodType<T>, data: unknown, what: string): T {
  const parsed = schema.safeParse(data)
  if (parsed.success) return parsed.data
  const at = parsed.error.issues[0]?.path.join('.') ?? ''
  throw new ApiFailure(null, words`GitHub's answer is not ${what}${at === '' ? '' : ` (at "${at}")`}`)
}
