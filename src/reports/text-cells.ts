import type { Column } from '../model/report/report.ts'

/** One cell: its text, and how it is coloured once its width is known. */
export type TableCell = { readonly text: string; readonly paint: (text: string) => string }

/** `titles`: the cells of the first line, one for each column. */
export type TextTable = {
  readonly columns: readonly Column[]
  readonly titles: readonly TableCell[]
  readonly rows: readonly (readonly TableCell[])[]
}
