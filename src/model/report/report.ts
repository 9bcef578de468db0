import type { ChartGroup } from '../chart.ts'
import type { Outcome } from '../judge/verdict.ts'
import type { Outside, Words } from '../outside.ts'

/** What a run has to say, in words and numbers, without any markup. Every output renders this. */
export type Report = {
  readonly outcome: Outcome
  /** One sentence that begins with the verdict's word: `Fail: steady: …`. Renderers only add a sign. */
  readonly headline: Words
  readonly sections: readonly Section[]
  /** Left out: the result that comes with the report says it, or nothing was measured. */
  readonly run?: RunRecord
}

/** What a page says of the run itself: what was measured when, by name, and what it takes to measure it again. */
export type RunRecord = {
  readonly facts: readonly (readonly [name: string, fact: Words])[]
  readonly reproduction: Reproduction
}

/** How to measure the same again. */
export type Reproduction = {
  /** Of which run it is, where the report is of several. */
  readonly about?: Words
  /** One line for a shell; `null`: the result does not say how it was started, or nothing that perf-gate would have written. */
  readonly command: string | null
  readonly notes: readonly Words[]
}

export type Section =
  | {
      readonly kind: 'table'
      readonly title: string
      readonly columns: readonly Column[]
      readonly rows: readonly Row[]
      /** Nothing in it has to be looked at: terminals leave it out, and Markdown shows a line to open. */
      readonly isQuiet?: boolean
    }
  | { readonly kind: 'words'; readonly title: string; readonly lines: readonly Words[] }
  /** Lines that a container or a body gave. For logs and terminals; never for comments or summaries. */
  | { readonly kind: 'log'; readonly title: string; readonly lines: readonly Outside[] }
  /** For outputs that can draw; the others leave it out, so what it shows is said in words or a table too. */
  | { readonly kind: 'charts'; readonly title: string; readonly groups: readonly ChartGroup[] }

export type Column = { readonly title: string; readonly align: 'left' | 'right' }
/** `mark`: a sign that renderers put into the first cell; the words for it are in the cells themselves. */
export type Row = { readonly mark: Mark | null; readonly cells: readonly Words[] }
/** How a row came out, for a sign or a colour. */
export type Mark = 'pass' | 'fail' | 'likely' | 'cannot-tell' | 'no-data'

/** A section without anything in it is left out of a report. */
export function hasContent(section: Section): boolean {
  switch (section.kind) {
    case 'table':
      return section.rows.length > 0
    case 'words':
    case 'log':
      return section.lines.length > 0
    case 'charts':
      return section.groups.some(({ charts }) => charts.length > 0)
  }
}
