import type { Driver, Engine, EngineJob, Recording } from '../engine.ts'
import { ArrivalsDriver } from './undici-arrivals.ts'
import { ConnectionsDriver } from './undici-connections.ts'
import { UsersDriver } from './undici-users.ts'

/** Every load model, on connections that undici carries. */
export const undiciEngine: Engine = { name: 'undici', open }

function open(job: EngineJob, recording: Recording): Driver {
  const { load } = job
  switch (load.model) {
    case 'connections':
      return new ConnectionsDriver({ ...job, load }, recording)
    case 'rate':
      return new ArrivalsDriver({ ...job, load }, recording)
    case 'users':
      return new UsersDriver({ ...job, load }, recording)
  }
}
