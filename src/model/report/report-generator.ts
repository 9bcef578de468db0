import type { Side } from '../config.ts'
import { generatorDoubt } from '../doubt/generator-doubt.ts'
import { joinWords, outside, type Words, words } from '../outside.ts'
import type { Result } from '../result/result.ts'
import { measuredStages, stageSamples } from '../result/views.ts'
import type { GeneratorFigures, StageSamples } from '../samples.ts'
import { formatMs, formatShare } from '../units.ts'
import type { Column, Mark, Row, Section } from './report.ts'
import { type ReportSides, reportSides } from './report-sides.ts'

const NUMBERS: readonly Column[] = [
  'Threads',
  'CPU of a core',
  'Waited for a core',
  'Event-loop lag p99',
  'Sent late p99',
  'Waited for room',
  'Never sent',
  'Sent again',
].map((title) => ({ title, align: 'right' }))

/**
 * How hard the load generator had to work in each measured stage, and what it could not do as planned: shares and delays of its busiest thread in the worst
 * round, counts of all rounds. Quiet where none of it has to be looked at.
 */
export function generatorTable(result: Result): Section {
  const sides = reportSides(result)
  const lines = measuredStages(result.plan).flatMap(({ name }) =>
    sides.sides.flatMap((side) => lineOf(result, { name, side, sides })),
  )
  return {
    kind: 'table',
    title: 'Load generator',
    columns: [
      { title: 'Stage', align: 'left' },
      ...sides.columns,
      { title: 'Engine', align: 'left' },
      ...NUMBERS,
      { title: 'Note', align: 'left' },
    ],
    rows: lines.map(({ row }) => row),
    isQuiet: !lines.some(({ isNotable }) => isNotable),
  }
}

type Line = { readonly row: Row; readonly isNotable: boolean }

function lineOf(
  result: Result,
  { name, side, sides }: { readonly name: string; readonly side: Side; readonly sides: ReportSides },
): readonly Line[] {
  const samples = stageSamples(result, side, name)
  const [first] = samples
  if (first === undefined) return []
  const doubt = generatorDoubt(result, name, side)
  const generators = samples.map(({ generator }) => generator)
  const notes = [...(doubt === null ? [] : [doubt.reason]), ...describeCounts(samples)]
  const numbers = figures(generators, first.offeredPerSecond !== null)
  const cells = [
    words`${outside(name)}`,
    ...sides.cells(side),
    words`${first.engine}`,
    ...numbers.map((text): Words => words`${text}`),
    joinWords(notes, '; '),
  ]
  const mark: Mark | null = doubt === null ? null : 'cannot-tell'
  return [{ row: { mark, cells }, isNotable: notes.length > 0 }]
}

/** Only what is sent on a schedule can be late, wait for room or be left out. */
function figures(generators: readonly GeneratorFigures[], isScheduled: boolean): readonly string[] {
  const most = (figure: (one: GeneratorFigures) => number) => Math.max(...generators.map(figure))
  const delays = generators.flatMap(({ runDelayShare }) => runDelayShare ?? [])
  return [
    String(most(({ threads }) => threads)),
    formatShare(most(({ cpuShare }) => cpuShare)),
    delays.length === 0 ? 'not known' : formatShare(Math.max(...delays)),
    formatMs(most(({ loopLagP99Ms }) => loopLagP99Ms)),
    isScheduled ? formatMs(most(({ lateP99Ms }) => lateP99Ms)) : '',
    isScheduled ? String(sum(generators, 'waitedForRoom')) : '',
    isScheduled ? String(sum(generators, 'dropped')) : '',
    String(sum(generators, 'resent')),
  ]
}

/** What a count that is not 0 means. */
const COUNTED = [
  ['waitedForRoom', '"max-in-flight" was reached: the wait is in the latency'],
  ['dropped', 'the stage was stopped before all was sent'],
  ['resent', 'the server closed idle connections just when a request was sent: sent again, no failure'],
] as const

function describeCounts(samples: readonly StageSamples[]): readonly Words[] {
  const generators = samples.map(({ generator }) => generator)
  return COUNTED.flatMap(([count, meaning]) => (sum(generators, count) > 0 ? [words`${meaning}`] : []))
}

function sum(generators: readonly GeneratorFigures[], count: (typeof COUNTED)[number][0]): number {
  return generators.reduce((total, one) => total + one[count], 0)
}
