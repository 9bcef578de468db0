import type { EngineName } from '../model/config.ts'
import { autocannonEngine } from './autocannon/autocannon.ts'
import type { Engine } from './engine.ts'
import { undiciEngine } from './undici/undici.ts'

/** Every engine by its name. */
export const ENGINES: Readonly<Record<EngineName, Engine>> = { autocannon: autocannonEngine, undici: undiciEngine }
