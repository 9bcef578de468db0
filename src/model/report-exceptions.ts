import { describeEnding } from './endings.ts'
import type { Start } from './evidence.ts'
import { describeProbe } from './judge-target.ts'
import { outside, type Words, words } from './outside.ts'
import type { Column, Row, Section } from './report.ts'
import type { Result } from './result.ts'
import { STOP_WORDS } from './stop-words.ts'

const COLUMNS: readonly Column[] = [
  { title: 'Round', align: 'right' },
  { title: 'Side', align: 'left' },
  { title: 'Stage', align: 'left' },
  { title: 'What happened', align: 'left' },
]

/** What went wrong beside single requests: containers that ended or never came, unexpected answers before any load, and stages that were stopped. */
export function exceptionsTable(result: Result): Section {
  const rows = result.evidence.flatMap(({ round, starts }) =>
    starts.flatMap((start) =>
      exceptionsOf(start, result).map(({ stage, what }): Row => {
        const where = stage === null ? words`before any load` : words`${outside(stage)}`
        return { mark: null, cells: [words`${round}`, words`${start.side}`, where, what] }
      }),
    ),
  )
  return { kind: 'table', title: 'Exceptions', columns: COLUMNS, rows }
}

type Exception = { readonly stage: string | null; readonly what: Words }

function exceptionsOf(start: Start, result: Result): readonly Exception[] {
  if (start.state === 'failed') return [{ stage: null, what: describeEnding(start.ending, result.plan) }]
  const answers = start.probes.filter(({ ok }) => !ok)
  const last = start.stages.at(-1)?.stage ?? null
  return [
    ...answers.map((probe): Exception => ({ stage: null, what: describeProbe(result, probe) })),
    ...start.stages.flatMap(({ stage, ended }): Exception[] => {
      // A target that went away is told by its ending.
      if (ended.how === 'complete' || (ended.why === 'target-gone' && start.ending !== null)) return []
      return [{ stage, what: words`${STOP_WORDS[ended.why]}` }]
    }),
    ...(start.ending === null ? [] : [{ stage: last, what: describeEnding(start.ending, result.plan) }]),
  ]
}
