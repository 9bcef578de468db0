import type { Ink } from '../model/chart.ts'

/** The colours in which charts are drawn: those that the style has for this reader, who may want a dark page or print it. */
export type Colours = {
  readonly back: string
  readonly text: string
  readonly quiet: string
  readonly grid: string
  readonly limit: string
  readonly event: string
  readonly band: string
  readonly interval: string
  readonly of: (ink: Ink) => string
}

/** Inks of the style that are numbered. */
const INKS = 8

export function readColours(): Colours {
  const style = getComputedStyle(document.documentElement)
  const read = (name: string) => style.getPropertyValue(`--${name}`).trim()
  return {
    back: read('back'),
    text: read('text'),
    quiet: read('quiet'),
    grid: read('grid'),
    limit: read('red'),
    event: read('red'),
    band: read('band'),
    interval: read('interval'),
    of: (ink) => read(typeof ink === 'number' ? `ink${ink % INKS}` : ink),
  }
}
