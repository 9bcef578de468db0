import type { Readiness, Tls } from '../../model/config.ts'
import type { Who } from '../../model/evidence.ts'
import type { OpenFiles } from '../checks/open-files.ts'
import type { ContainerOrder } from '../container/container.ts'
import type { Engine } from '../engine/engine.ts'
import type { WayIn } from '../engine/route.ts'
import type { Made } from './made.ts'

/** What all containers of a target share. */
export type StartContext = {
  readonly engine: Engine
  readonly openFiles: OpenFiles
  readonly way: WayIn
  /** To be replaced in what engine and container say. */
  readonly secrets: readonly string[]
  readonly userAgent: string
  /** Gets every container as soon as the engine has it. Whoever asked for the start removes what is in it. */
  readonly made: Made
}

export type ContainerStart = {
  readonly container: Omit<ContainerOrder, 'nofile'>
  readonly ready: Readiness
  readonly tls: Tls | null
  /** What it is called where it fails; `null` for the only container of its target. */
  readonly who: Who | null
}
