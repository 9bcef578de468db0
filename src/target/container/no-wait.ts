import type { WaitStrategy } from 'testcontainers/build/wait-strategies/wait-strategy.js'

/** Waits for nothing: readiness is measured by ourselves, and Testcontainers' checks would load the target while it starts. */
export const noWait: WaitStrategy = {
  waitUntilReady: () => Promise.resolve(),
  withStartupTimeout: () => noWait,
  isStartupTimeoutSet: () => false,
  getStartupTimeout: () => 0,
}
