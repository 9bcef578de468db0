import type { Ms, TargetSpec, Tls } from '../config.ts'

/** What the load speaks: behind a proxy that of the proxy, which may differ from that of the replicas. `null`: plain HTTP. */
export function loadTls({ tls, balancer }: Pick<TargetSpec, 'tls' | 'balancer'>): Tls | null {
  return balancer.kind === 'proxy' ? balancer.tls : tls
}

/** The longest that a start may take until load can begin: the replicas together, then the proxy in front of them. */
export function longestStartMs({ ready, balancer }: Pick<TargetSpec, 'ready' | 'balancer'>): Ms {
  return ready.withinMs + (balancer.kind === 'proxy' ? balancer.ready.withinMs : 0)
}
