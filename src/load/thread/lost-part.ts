import type { LoadJob } from '../../ports.ts'
import { StageRecorder } from '../record/stage-recorder.ts'
import type { ThreadPart } from './messages.ts'

/** What a stage has of a thread that got stuck in it: nothing of what it counted, and that it had its core to itself to the end. */
export function lostPart({ requests, windowMs, stage }: LoadJob): ThreadPart {
  return {
    perRequest: new StageRecorder(requests, windowMs).samples(),
    perReplica: [],
    figures: {
      seconds: 0,
      lateP99Ms: 0,
      waitedForRoom: 0,
      dropped: 0,
      resent: 0,
      spawnSeconds: stage.load.model === 'users' ? 0 : null,
    },
    meter: { cpuShare: 1, runDelayShare: null, loopLagP99Ms: 0 },
    spawned: [],
  }
}
