import type { Ramp } from '../../model/config.ts'
import { outside, words } from '../../model/outside.ts'
import { type Parsed, parsed, wrong } from '../../model/parsed.ts'
import { countRamp, offeredRate } from './load-scalars.ts'
import { MOST_MEMORY, memory, memoryFrom, quoted, type Reader } from './scalars.ts'

/** Readers of the ranges of capacity searches: `from..to`, which has to rise. Each takes the source text and gives the value, or says what is wrong with it and what to write. */

/** A range of whole numbers within bounds. */
export function countRange(least: number, most: number): Reader<Ramp> {
  const read = countRamp(least, most)
  return (text) => rising(text, read(text), `${least}..64`)
}

/** A range of rates, like `1/s..500/s`. */
export function rateRange(text: string): Parsed<Ramp> {
  const read = offeredRate(text)
  if (read.state === 'wrong') return read
  if (read.value.by === 'share')
    return wrong(
      words`${quoted(text)} is a share, and nothing is measured before`,
      words`Write rates, like 1/s..500/s.`,
    )
  return rising(text, parsed(read.value.perSecond), '1/s..500/s')
}

/** A range of amounts of memory, like `64MiB..2GiB`. */
export function memoryRange(text: string): Parsed<Ramp> {
  const dots = text.indexOf('..')
  if (dots === -1)
    return wrong(
      words`${quoted(text)} is not a range`,
      words`Write from..to, like ${outside(`64MiB..${text.trim() === '' ? '2GiB' : text}`)}.`,
    )
  const [from, to] = [memory(text.slice(0, dots).trim()), memory(text.slice(dots + 2).trim())]
  if (from.state === 'wrong') return from
  if (to.state === 'wrong') return to
  return rising(text, parsed({ from: from.value, to: to.value }), '64MiB..2GiB')
}

function rising(text: string, read: Parsed<Ramp>, example: string): Parsed<Ramp> {
  if (read.state === 'wrong') return read
  const { from, to } = read.value
  if (from === to)
    return wrong(
      words`${quoted(text)} is one value, and nothing could be searched`,
      words`Write a range, like ${example}.`,
    )
  return from < to ? read : wrong(words`${quoted(text)} falls`, words`Write the smaller end first, like ${example}.`)
}

/** The step of a search for memory. */
export const memoryStep = memoryFrom(1024 ** 2, MOST_MEMORY, '16MiB')

const MOST_REPLICAS = 100
const replicaRamp = countRamp(1, MOST_REPLICAS)

/** A number of replicas, or all from one to another: `1..6`. */
export function replicaCounts(text: string): Parsed<readonly number[]> {
  const read = replicaRamp(text)
  if (read.state === 'wrong') return read
  const { from, to } = read.value
  if (from > to) return wrong(words`${quoted(text)} falls`, words`Write ${to}..${from}.`)
  return parsed(Array.from({ length: to - from + 1 }, (_, place) => from + place))
}
