import { SetupError } from '../model/errors.ts'
import type { GateKey } from '../model/gate-key.ts'
import { joinWords, outside, type Words, words } from '../model/outside.ts'
import type {
  ForeignComment,
  ForeignJudge,
  ForeignJudged,
  ForeignOutput,
  ForeignVerdict,
  Inbox,
  Letter,
  Published,
  Scope,
  Unanswered,
} from '../ports.ts'

export type CommentWorld = Scope & {
  readonly inbox: Inbox
  readonly judge: ForeignJudge
  /** Where the pull request is told; a refusal fails the run, which does nothing else. */
  readonly comment: ForeignComment
  /** Where else it is told; a refusal is a warning. */
  readonly outputs: readonly ForeignOutput[]
}

/** What was told of one gate, and whether the pull request shows it. */
export type Told = { readonly verdict: ForeignVerdict; readonly isShown: boolean }

/**
 * Tells a pull request what another run has measured for it, where that run may not. The verdict is made again from the result; the run's own
 * words are never shown. Starts nothing. Throws SetupError where nothing that was found can be used, and where the pull request could not be told.
 */
export async function comment(world: CommentWorld): Promise<readonly Told[]> {
  const told: Told[] = []
  const judgedKeys: GateKey[] = []
  const bad: BadLetter[] = []
  const refused: Words[] = []
  const { run, letters, left } = await world.inbox.receive()
  for (const letter of letters) {
    const judged = await judgeLetter(world, letter)
    if (judged.state === 'bad') {
      bad.push({ ...judged, letter })
      continue
    }
    judgedKeys.push(letter.about.key)
    const published = await tell(world, letter, judged.verdict)
    if (published.state === 'refused') refused.push(words`${letter.name}: ${published.why}`)
    told.push({ verdict: judged.verdict, isShown: published.state === 'written' })
  }
  const known = { judged: judgedKeys, unanswered: [...left, ...bad.map(unusable)] }
  const corrected: Published =
    run === null ? { state: 'skipped' } : await attempted(() => world.comment.correct(run, known))
  if (corrected.state === 'refused') refused.push(words`what was told of earlier commits: ${corrected.why}`)
  const whyBad = bad.map(({ letter, why }) => words`${letter.name}: ${why}`)
  if (told.length === 0 && bad.length > 0) refuse(whyBad)
  for (const why of whyBad) world.log.warn(words`A result of that run cannot be used: ${why}`)
  if (refused.length > 0) refuseUntold(refused)
  return told
}

type BadLetter = { readonly letter: Letter; readonly why: Words }

/** What the pull request is told of it, where it still shows an earlier commit's verdict. */
function unusable({ letter: { about }, why }: BadLetter): Unanswered {
  return { key: about.key, why: words`what the run has left of it cannot be used: ${why}` }
}

/** One after the other: what one of them takes is free again before the next. */
async function judgeLetter({ judge, signal }: CommentWorld, letter: Letter): Promise<ForeignJudged> {
  const file = await letter.open()
  if (file.state === 'unreadable') return { state: 'bad', why: file.why }
  const { about } = letter
  return await judge.judge({ text: file.text, about, gateBefore: await letter.gateBefore() }, signal)
}

/** What became of the comment. */
async function tell(world: CommentWorld, { name, about }: Letter, verdict: ForeignVerdict): Promise<Published> {
  const { log, outputs } = world
  for (const output of outputs) {
    const published = await attempted(() => output.publish(verdict, about))
    if (published.state === 'refused') log.warn(words`The ${output.name} could not be written: ${published.why}`)
  }
  const published = await attempted(() => world.comment.publish(verdict, about))
  log.say(words`${name}, pull request ${about.pullNumber}: ${verdict.headline} (${whereTold(published)})`)
  return published
}

function whereTold(published: Published): Words {
  switch (published.state) {
    case 'written':
      return words`it is in the comment`
    case 'skipped':
      return published.why ?? words`no comment is wanted`
    case 'refused':
      return words`it could not be told`
  }
}

/** What breaks on the way is a refusal. */
async function attempted(publish: () => Promise<Published>): Promise<Published> {
  try {
    return await publish()
  } catch (error) {
    return { state: 'refused', why: words`${outside(error instanceof Error ? error.message : String(error))}` }
  }
}

function refuse(bad: readonly Words[]): never {
  throw new SetupError(
    words`The run left nothing that can be used: ${joinWords(bad, '; ')}`,
    words`Use the same version of perf-gate in both workflows, and look at the log of that run.`,
  )
}

function refuseUntold(refused: readonly Words[]): never {
  throw new SetupError(
    words`The pull request could not be told: ${joinWords(refused, '; ')}`,
    words`The summary has what was to be told; run the job again when the comment can be written.`,
  )
}
