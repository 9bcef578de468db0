import type { Glyphs } from './sparkline.ts'

const PARTS: Readonly<Record<Glyphs, { readonly done: string; readonly half: string; readonly rest: string }>> = {
  unicode: { done: '━', half: '╸', rest: '─' },
  ascii: { done: '#', half: '', rest: '.' },
}

/** A bar of so many columns in its two parts, which differ in their characters, so that no colour is needed. */
export function progressBar(
  share: number,
  columns: number,
  glyphs: Glyphs,
): { readonly done: string; readonly rest: string } {
  const { done, half, rest } = PARTS[glyphs]
  const exact = Math.min(1, Math.max(0, share)) * columns
  const full = Math.floor(exact)
  const middle = exact - full >= 0.5 ? half : ''
  return { done: done.repeat(full) + middle, rest: rest.repeat(columns - full - middle.length) }
}
