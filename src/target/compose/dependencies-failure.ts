import { SetupError } from '../../model/errors.ts'
import { mask } from '../../model/mask.ts'
import { type Outside, outside, words } from '../../model/outside.ts'
import { readLastLines, splitLines } from '../container/container-log.ts'
import type { ComposeEnd } from './command.ts'
import type { ComposedProject } from './project-containers.ts'
import type { ServiceTrouble } from './service-trouble.ts'

/** What is wrong with a service, with its last lines. */
export async function explainService(
  { state, what }: ServiceTrouble,
  { docker, file, secrets }: ComposedProject,
): Promise<SetupError> {
  const lastLines = await readLastLines(docker, state.id, secrets)
  return new SetupError(
    words`the service ${state.service} of ${outside(file)} ${what}`,
    words`Its last lines are in the log of this run. "docker compose -f ${outside(file)} up ${state.service}" shows it by itself.`,
    { lastLines },
  )
}

/** Compose failed by itself: the file, an image, a port that is taken. */
export function explainCompose(end: ComposeEnd, file: string, secrets: readonly string[]): SetupError {
  if (end.how === 'no-client') return explainNoCompose(end)
  const lastLines = splitLines(mask(end.stderr, secrets))
  const why = end.how === 'too-long' ? outside('it did not come to an end') : lastWords(lastLines)
  return new SetupError(
    words`docker compose cannot bring up the dependencies of ${outside(file)}: ${why}`,
    words`Check "dependencies" and the file; "docker compose -f ${outside(file)} config" shows what compose makes of it.`,
    { lastLines },
  )
}

/** There is no client, or it has no plugin that works. */
export function explainNoCompose(end: ComposeEnd): SetupError {
  const said = end.how === 'exited' ? splitLines(end.stderr) : []
  const why = end.how === 'no-client' ? words`there is no docker client on the PATH` : words`${lastWords(said)}`
  return new SetupError(
    words`"dependencies" needs "docker compose" (v2), which does not work here: ${why}`,
    words`Install the plugin: the package docker-compose-plugin of Docker, or docker-compose-v2 of Ubuntu (https://docs.docker.com/compose/install/linux/). GitHub's own runners have it.`,
    { lastLines: said },
  )
}

function lastWords(lines: readonly Outside[]): Outside {
  return lines.findLast(isPrinted) ?? outside('it printed nothing')
}

function isPrinted(line: Outside): boolean {
  return line.outside.trim() !== ''
}
