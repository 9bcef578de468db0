import { markdownTable } from 'markdown-table'
import { allowedMs, PERCENTS, type Percent, showMs } from '../truth/figures.ts'

/** What one generator said of one percentile in one case, in milliseconds; `said` is `null` where it says nothing. */
export type TruthCell = {
  readonly generator: string
  readonly where: string
  readonly percent: Percent
  readonly said: number | null
  readonly truth: number
  /** Whether the benchmark found it further off than is allowed, over its repeats. */
  readonly isOff: boolean
}

/** For each generator, of all servers of bench:truth, the one about which it was furthest from the truth: a Markdown table. */
export function quoteTruth(benchReadme: string): string {
  const cells = readTruthCells(benchReadme)
  const generators = [...new Set(cells.map(({ generator }) => generator))]
  const rows = generators.map((generator) => [
    generator,
    ...PERCENTS.map((percent) =>
      furthest(cells.filter((cell) => cell.generator === generator && cell.percent === percent)),
    ),
  ])
  return markdownTable([['generator', ...PERCENTS.map((percent) => `p${percent}, said (true), ms`)], ...rows])
}

/** Reads the tables between the marks of `truth`. Throws where there are none. */
export function readTruthCells(benchReadme: string): readonly TruthCell[] {
  const region = /<!-- truth:begin -->\n([\s\S]*?)<!-- truth:end -->/.exec(benchReadme)?.[1] ?? ''
  const cases = region.split(/^### /m).slice(1)
  if (cases.length === 0) throw new Error('bench/README.md has no tables of bench:truth')
  return cases.flatMap((text) => {
    const [where = '', ...lines] = text.split('\n')
    const [, , ...rows] = lines.filter((line) => line.startsWith('|'))
    return rows.flatMap((row) => readRow(where, row))
  })
}

function readRow(where: string, row: string): readonly TruthCell[] {
  const [, generator = '', ...figures] = row.split('|').map((text) => text.trim())
  return PERCENTS.map((percent, column) => {
    const [said = '', truth = ''] = (figures[column] ?? '').replaceAll('*', '').replace(')', '').split(' (')
    const isOff = figures[column]?.startsWith('**') ?? false
    return { generator, where, percent, said: said === 'none' ? null : Number(said), truth: Number(truth), isOff }
  })
}

function furthest(cells: readonly TruthCell[]): string {
  const said = cells.flatMap((cell) => (cell.said === null ? [] : [{ ...cell, said: cell.said }]))
  const share = (cell: (typeof said)[number]) => Math.abs(cell.said - cell.truth) / allowedMs(cell.truth, cell.percent)
  const worst = said.toSorted((a, b) => share(b) - share(a))[0]
  if (worst === undefined) return 'none'
  const text = `${showMs(worst.said)} (${showMs(worst.truth)}), ${worst.where}`
  return worst.isOff ? `**${text}**` : text
}
