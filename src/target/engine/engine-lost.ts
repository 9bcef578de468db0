import { SetupError } from '../../model/errors.ts'
import { outside, words } from '../../model/outside.ts'

/**
 * The engine is not there any more, or was away for a while: it was stopped, restarted or killed. Containers and the ports that lead to them go with it, so whatever
 * the target seems to have done then is no evidence about its image.
 */
export class EngineLost extends SetupError {
  /** `said`: how it showed, in the words of the engine or of the way to it. */
  constructor(said: string, cause?: unknown) {
    super(
      words`the Docker engine went away during the run (${outside(said)}), so that nothing can be said of the target`,
      words`See why it stopped: its log ("journalctl -u docker", or Docker Desktop's), an update of Docker, another job that restarts it, the memory of the machine ("dmesg"). Then run the gate again: its start removes what this run has left.`,
      { cause },
    )
  }
}
