import type { RequestSpec } from '../../model/config.ts'
import type { Endpoint, LoadJob } from '../../ports.ts'

/** A request of the mix with everything unsaid at its plainest. */
export function request(path: string, given: Partial<RequestSpec> = {}): RequestSpec {
  return {
    name: path,
    weight: 1,
    method: 'GET',
    path,
    headers: {},
    body: null,
    expectStatus: [{ from: 200, to: 299 }],
    timeoutMs: 5000,
    fingerprint: '',
    ...given,
  }
}

export type JobShape = { readonly connections: number; readonly durationMs: number; readonly windowMs?: number }

/** A stage of closed-loop load on one endpoint. */
export function job(endpoint: Endpoint, requests: readonly RequestSpec[], shape: JobShape): LoadJob {
  const load = { model: 'connections', connections: shape.connections } as const
  return {
    stage: { name: 'stage', warmUp: false, load, durationMs: shape.durationMs },
    requests,
    endpoints: [endpoint],
    windowMs: shape.windowMs ?? 250,
  }
}
