import { writeFileSync } from 'node:fs'
import { jsonSchema } from '../src/config/schema/schema.ts'

/** Writes the configuration's JSON Schema for editors to the root of the repository. */
writeFileSync(new URL('../perf-gate.schema.json', import.meta.url), jsonSchema())
