import type { z } from 'zod'
import type { Raw } from './yaml/tree.ts'

/**
 * The properties of a map that are right, each by itself: what one mistake spoils is only its own key, so that all other checks
 * can still be made. A property that is wrong or absent is not in it.
 */
export function rightParts<T extends z.core.$ZodLooseShape>(
  schema: z.ZodObject<T>,
  raw: Raw | undefined,
): Partial<z.output<z.ZodObject<T>>> {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return {}
  const right = Object.entries(schema.shape).flatMap(([key, property]) => {
    const result = (property as z.ZodType).safeParse(raw[key])
    return result.success && result.data !== undefined ? [[key, result.data]] : []
  })
  return Object.fromEntries(right) as Partial<z.output<z.ZodObject<T>>>
}
