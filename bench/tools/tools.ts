import { autocannon } from './autocannon.ts'
import { hey } from './hey.ts'
import { k6 } from './k6.ts'
import { locust } from './locust.ts'
import { oha } from './oha.ts'
import type { Tool } from './tool.ts'
import { wrk } from './wrk.ts'

/** Every tool that the benchmarks know. A new one is one file and its place here. */
export const TOOLS: readonly Tool[] = [autocannon, wrk, hey, oha, k6, locust]

/** Those that are here; what is missing is said once, on stderr. */
export function installedTools(names: readonly string[] | null): readonly Tool[] {
  const wanted = TOOLS.filter(
    (tool) => names === null || names.some((name) => tool.name.toLowerCase().startsWith(name)),
  )
  for (const { name, program } of wanted) {
    if (program === null) console.error(`${name} is not installed and left out: see bench/setup`)
  }
  return wanted.filter((tool) => tool.program !== null)
}
