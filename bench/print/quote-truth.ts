import { markdownTable } from 'markdown-table'

/** What one generator said of one percentile in one case, in milliseconds; `said` is `null` where it says nothing. */
export type TruthCell = {
  readonly generator: string
  readonly where: string
  readonly percent: Percent
  readonly said: number | null
  readonly truth: number
}

const PERCENTS = [50, 95, 99] as const
type Percent = (typeof PERCENTS)[number]

/** What is allowed in milliseconds beside 2 %, as in `truth/figures.ts`. */
const ALLOWED_MS: Readonly<Record<Percent, number>> = { 50: 1, 95: 1, 99: 2 }

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
    return { generator, where, percent, said: said === 'none' ? null : Number(said), truth: Number(truth) }
  })
}

function furthest(cells: readonly TruthCell[]): string {
  const said = cells.flatMap((cell) => (cell.said === null ? [] : [{ ...cell, said: cell.said }]))
  const share = (cell: (typeof said)[number]) =>
    Math.abs(cell.said - cell.truth) / Math.max(0.02 * cell.truth, ALLOWED_MS[cell.percent])
  const worst = said.toSorted((a, b) => share(b) - share(a))[0]
  if (worst === undefined) return 'none'
  const text = `${show(worst.said)} (${show(worst.truth)}), ${worst.where}`
  return share(worst) > 1 ? `**${text}**` : text
}

function show(ms: number): string {
  return ms.toFixed(ms < 10 ? 2 : ms < 100 ? 1 : 0)
}
