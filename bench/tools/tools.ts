import { autocannon, autocannonRate } from './autocannon.ts'
import { hey } from './hey.ts'
import { k6, k6Rate } from './k6.ts'
import { locust } from './locust.ts'
import { oha, ohaRate } from './oha.ts'
import type { Sending, Tool } from './tool.ts'
import { wrk } from './wrk.ts'

/** Every tool that the benchmarks know. A new one is one file and its place here. */
const TOOLS: readonly Tool[] = [autocannon, autocannonRate, wrk, hey, oha, ohaRate, k6, k6Rate, locust]

/** Which tools: by how their names begin, and how they send; what is left out is no matter. */
export type Wanted = { readonly names?: readonly string[] | undefined; readonly sends?: Sending }

/** Those that are here; what is missing is said once, on stderr. */
export function installedTools({ names, sends }: Wanted): readonly Tool[] {
  const wanted = TOOLS.filter(
    (tool) =>
      (names?.some((name) => tool.name.toLowerCase().startsWith(name)) ?? true) &&
      (sends === undefined || tool.sends === sends),
  )
  for (const { name, program } of wanted) {
    if (program === null) console.error(`${name} is not installed and left out: see bench/setup`)
  }
  return wanted.filter((tool) => tool.program !== null)
}
