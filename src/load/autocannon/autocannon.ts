import type { Engine } from '../engine.ts'
import { AutocannonDriver } from './autocannon-driver.ts'
import { checkSupported } from './autocannon-supports.ts'

/**
 * Closed loop on autocannon's client, with connections, clock, timeouts and counts of our own (`AutocannonConnection`).
 * `open` throws for what it does not drive exactly (`model/plan/choose-engine.ts` gives those stages to another engine).
 */
export const autocannonEngine: Engine = {
  name: 'autocannon',
  open(job, recording) {
    return new AutocannonDriver(checkSupported(job), recording)
  },
}
