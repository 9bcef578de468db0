import type { KnownServers } from '../known-servers.ts'
import { THINK_MS, type TruthCase } from './cases.ts'
import { driveReference } from './reference-client.ts'

/** Times from a client's decision to send to the server's reading, over loopback, in milliseconds, in the order in which they were measured. */
export type Ways = {
  readonly keptMs: readonly number[]
  /** The same with a connection that is opened for the request. */
  readonly openedMs: readonly number[]
}

/** Who sends at the moment of an answer is awake; who has thought has to wake up first. */
export type Overhead = { readonly backToBack: Ways; readonly thinking: Ways }

const [HEATING_MS, MS] = [150, 400]

/**
 * Measured with a client of our own (`reference-client.ts`) on the same server and as many connections: no load generator can be made to tell when
 * it sends, so this is what stands for the way of theirs. Many connections that are answered at once also send at once, one after the other, which
 * is why it is no constant.
 */
export async function measureOverhead(servers: KnownServers, { path, connections }: TruthCase): Promise<Overhead> {
  // A server that kills itself takes some other path than its own for this.
  const run = { port: servers.port, path: path === '/killed' ? '/constant-5' : path, connections }
  await servers.begin()
  await driveReference({ ...run, ms: HEATING_MS, thinkMs: null })
  const measure = async (thinkMs: typeof THINK_MS | null): Promise<Ways> => {
    await servers.begin()
    const sentMs = await driveReference({ ...run, ms: MS, thinkMs })
    const { requests } = await servers.end()
    const of = (isFirst: boolean) =>
      requests.flatMap(({ id, first, arrivedMs }) =>
        id === null || first !== isFirst ? [] : [arrivedMs - (sentMs[id] ?? Number.NaN)],
      )
    const [openedMs, keptMs] = [of(true), of(false)]
    // Where every connection is closed there are no others, and the other way round there are always some.
    return { openedMs, keptMs: keptMs.length > 0 ? keptMs : openedMs }
  }
  return { backToBack: await measure(null), thinking: await measure(THINK_MS) }
}
