import type { Side } from '../model/config.ts'
import { describeEnding } from '../model/endings.ts'
import type { Ending, Start } from '../model/evidence.ts'
import { describeProbe } from '../model/judge-target.ts'
import { type Outside, outside, plainText, type Words, words } from '../model/outside.ts'
import type { PlanRecord } from '../model/plan.ts'
import type { Result } from '../model/result.ts'
import type { StageSamples } from '../model/samples.ts'
import { STOP_WORDS } from '../model/stop-words.ts'
import { type CsvColumn, csvTable } from './csv-table.ts'

/** Something that went wrong beside single requests, in one round of one side. */
type Row = {
  readonly side: Side
  readonly round: number
  /** `null`: not of one stage. */
  readonly stage: string | null
  readonly kind: 'ending' | 'unexpected-answer' | 'stopped'
  readonly message: Words
  /** What the container or the answer said. */
  readonly said: readonly Outside[]
  readonly ending: Ending | null
}
type Found = Omit<Row, 'side' | 'round'>

/** The first columns are Locust's: where it has a stack trace of a worker, there are the last lines of a container's log. */
const COLUMNS: readonly CsvColumn<Row>[] = [
  ['Count', () => 1],
  ['Message', ({ message }) => outside(plainText(message))],
  ['Traceback', ({ said }) => outside(said.map((line) => line.outside).join('\n'))],
  ['Nodes', ({ ending }) => (ending === null ? null : nodeOf(ending))],
  ['Side', ({ side }) => side],
  ['Round', ({ round }) => round],
  ['Stage', ({ stage }) => (stage === null ? null : outside(stage))],
  ['Kind', ({ kind, ending }) => ending?.how ?? kind],
  ['Exit Code', ({ ending }) => ending?.exitCode ?? null],
  ['After (ms)', ({ ending }) => ending?.afterMs ?? null],
]

/** Containers that ended or never came, unexpected answers before any load, and stages that were stopped, of every round: `exceptions.csv`. */
export function csvExceptions({ plan, evidence }: Result): string {
  const rows = evidence.flatMap(({ round, starts }) =>
    starts.flatMap((start) => foundIn(start, plan).map((found): Row => ({ ...found, side: start.side, round }))),
  )
  return csvTable(COLUMNS, rows)
}

function foundIn(start: Start, plan: PlanRecord): readonly Found[] {
  const stages = start.state === 'ready' ? start.stages : []
  const answers = start.state === 'ready' ? start.probes.filter(({ ok }) => !ok) : []
  return [
    ...answers.map((probe): Found => {
      const said = probe.body === null ? [] : [probe.body]
      return { stage: null, kind: 'unexpected-answer', message: describeProbe({ plan }, probe), said, ending: null }
    }),
    ...stages.flatMap(foundStop),
    ...(start.ending === null ? [] : [foundEnding(start.ending, stages, plan)]),
  ]
}

function foundEnding(ending: Ending, stages: readonly StageSamples[], plan: PlanRecord): Found {
  const stage = stages.at(-1)?.stage ?? null
  return { stage, kind: 'ending', message: describeEnding(ending, plan), said: ending.lastLines, ending }
}

/** A target that went away, of this side or of the other, has a row of its own. */
function foundStop({ stage, ended }: StageSamples): readonly Found[] {
  if (ended.how === 'complete' || ended.why === 'target-gone' || ended.why === 'other-side') return []
  return [{ stage, kind: 'stopped', message: words`${STOP_WORDS[ended.why]}`, said: [], ending: null }]
}

function nodeOf({ who }: Ending): string {
  if (who === null) return 'container'
  return who.kind === 'balancer' ? 'balancer' : `replica ${who.number} of ${who.of}`
}
