import { requestLines } from '../../config/draft/write-draft.ts'
import { lacksOnlyRequests, targetWithoutRequests } from '../../config/requests/no-requests.ts'
import { REQUESTS_BLOCK } from '../../config/requests/requests-block.ts'
import type { ConfigSources } from '../../config/sources.ts'
import { ConfigError, SetupError } from '../../model/errors.ts'
import { type Outside, outside, type Words, words } from '../../model/outside.ts'
import type { AttemptWorld, Failed } from '../attempt/attempt.ts'
import { learnImage } from './learn-image.ts'

/** A configuration's problems, and a block to paste where it lacks nothing but its requests. */
export type Advised = Extract<Failed, { kind: 'bad-config' }>

/** For the whole of it: pull, start, questions. Nobody waits longer for the message that the configuration is not complete. */
const WITHIN_MS = 60_000

/** Where only the requests are missing: the error with a block that the image itself suggests. Any other error stays as it is. */
export async function adviseRequests(
  error: ConfigError,
  sources: () => ConfigSources,
  world: AttemptWorld,
): Promise<Advised> {
  if (!lacksOnlyRequests(error)) return { kind: 'bad-config', error, block: [] }
  const learned = await learnQuietly(world, sources)
  if (learned === null) return adviseAnyImage(error)
  const block = requestLines(learned.requests).map(outside)
  return { kind: 'bad-config', error: withFix(error, SUGGESTED), block }
}

/** The same without starting anything: the block fits no image in particular. */
export function adviseAnyImage(error: ConfigError): Advised {
  if (!lacksOnlyRequests(error)) return { kind: 'bad-config', error, block: [] }
  return { kind: 'bad-config', error: withFix(error, GENERAL), block: generalBlock() }
}

const GENERAL = words`Say what to send: paste the block that follows in the log at the left edge of the file and change it.`
const SUGGESTED = words`Say what to send: the image was started and asked, and the block that follows in the log is what it suggests. Paste it at the left edge of the file; "perf-gate init" writes a whole file.`

/** The suggestion is a kindness: whatever goes wrong with it, the problem of the configuration is what is told. */
async function learnQuietly({ clock, log, runId, targets, signal }: AttemptWorld, sources: () => ConfigSources) {
  const late = AbortSignal.timeout(WITHIN_MS)
  const world = { clock, log, runId, targets, signal: AbortSignal.any([signal, late]) }
  try {
    const spec = targetWithoutRequests(sources())
    return spec === null ? null : await log.group('No requests: asking the image', () => learnImage(world, spec))
  } catch (thrown) {
    const why = late.aborted ? ['it took longer than a minute'] : reasonOf(thrown)
    log.say(words`The image could not be asked: ${why}`)
    return null
  }
}

function reasonOf(thrown: unknown): Words {
  if (thrown instanceof SetupError) return thrown.text
  return [outside(thrown instanceof Error ? thrown.message : String(thrown))]
}

function withFix({ problems }: ConfigError, fix: Words): ConfigError {
  return new ConfigError(problems.map((problem) => ({ ...problem, fix })))
}

/** Its lines at the left edge. */
function generalBlock(): readonly Outside[] {
  const lines = REQUESTS_BLOCK.join('')
    .split('\n')
    .filter((line) => line.startsWith('    '))
  return lines.map((line) => outside(line.slice(4)))
}
