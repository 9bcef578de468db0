import type { painter } from '../reports/paint.ts'
import type { Glyphs } from '../reports/sparkline.ts'

/** What the terminal can show, and how large it is now. */
export type Look = {
  readonly columns: number
  readonly rows: number
  readonly colour: boolean
  readonly glyphs: Glyphs
}

/** What a part of the block may take, and what it is drawn with. */
export type Space = { readonly width: number; readonly paint: Paint; readonly glyphs: Glyphs }
export type Paint = ReturnType<typeof painter>
