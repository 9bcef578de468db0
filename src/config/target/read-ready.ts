import type { z } from 'zod'
import type { Readiness, StatusRule } from '../../model/config.ts'
import { READY, SUCCESS } from '../defaults.ts'
import { statusRule } from '../schema/http-scalars.ts'
import type { readySchema } from '../schema/target-schema.ts'

type ReadyParts = z.output<typeof readySchema> | string

/** A path alone asks for 2xx; without a path any answer on / will do. */
export function readReady(ready: ReadyParts | undefined): Readiness {
  if (ready === undefined) return READY
  if (typeof ready === 'string') return { path: ready, status: SUCCESS, withinMs: READY.withinMs }
  const usual: StatusRule = ready.path === undefined ? READY.status : SUCCESS
  const status = ready.status === undefined ? usual : statusRule([ready.status].flat())
  return { path: ready.path ?? READY.path, status, withinMs: ready.within ?? READY.withinMs }
}
