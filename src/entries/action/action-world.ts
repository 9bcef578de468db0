import type { CommentOutput } from '../../github/comment.ts'
import type { RunEvent } from '../../github/event.ts'
import type { Github } from '../../github/open-github.ts'
import type { setOutputs } from '../../github/outputs.ts'
import type { Report } from '../../model/report/report.ts'
import type { Output } from '../../ports.ts'
import type { World } from '../../stories/world.ts'
import type { Attempt } from '../attempt/attempt.ts'
import type { Configured } from '../attempt/attempt-configured.ts'
import type { Setting } from './read-setting.ts'

/** What every mode of the action needs. */
export type ActionWorld = Omit<
  World,
  'readConfig' | 'command' | 'keepResult' | 'baselines' | 'commit' | 'saveBaseline' | 'outputs'
> &
  Pick<Configured, 'sources'> & {
    readonly env: Readonly<Record<string, string | undefined>>
    /** The event's. */
    readonly payload: unknown
    readonly event: RunEvent
    readonly workspace: string
    /** Where results and reports are written. */
    readonly directory: string
    readonly setting: Setting
    readonly github: Github
    /** The table in the log. */
    readonly table: Output
    readonly summary: Output
  }

/** How the step ended: its exit code, what is said of it, and the comment in which it is said also where nothing could be judged. */
export type Ended = {
  readonly code: number
  readonly told: Attempt<Told>
  readonly comment: CommentOutput | null
}

/** `annotated`: the report that is also an annotation; `null` where the verdict is another run's. */
export type Told = { readonly annotated: Report | null; readonly outputs: Parameters<typeof setOutputs>[0] }
