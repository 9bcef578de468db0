import type { NetworkJoin } from '../container/container.ts'
import { DEFAULT_BRIDGE, type WayIn } from '../engine/route.ts'

/**
 * The networks of a container, the one that it is created in first. `own`: the network of its start, with the container's names there;
 * `joined`: those that all containers of the run join besides their own. None: the default bridge.
 */
export function joinNetworks(own: NetworkJoin | null, way: WayIn, joined: readonly string[]): readonly NetworkJoin[] {
  const reached = way.route === 'container-address' ? way.network : own === null ? DEFAULT_BRIDGE : null
  const names = [...new Set([...(reached === null ? [] : [reached]), ...joined])]
  const networks = [...(own === null ? [] : [own]), ...names.map((name) => ({ name, aliases: [] }))]
  return networks.length === 1 && networks[0]?.name === DEFAULT_BRIDGE ? [] : networks
}
