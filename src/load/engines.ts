import { autocannonEngine } from './autocannon.ts'
import type { Engine } from './engine.ts'

/** Every engine, the default first. */
export const ENGINES: readonly [Engine, ...Engine[]] = [autocannonEngine]
