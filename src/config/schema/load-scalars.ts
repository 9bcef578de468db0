import type { Ms, Ramp, Rate } from '../../model/config.ts'
import { outside, words } from '../../model/outside.ts'
import { type Parsed, parsed, wrong } from '../../model/parsed.ts'
import { formatShare, parseRate, parseShare } from '../../model/units.ts'
import { duration, integer, quoted, type Reader } from './scalars.ts'

/** Readers of what stages say of their load. Each takes the source text and gives the value, or says what is wrong with it and what to write. */

/** Splits `from..to`; `null` where the text is no such pair. */
function pair(text: string): readonly [from: string, to: string] | null {
  const dots = text.indexOf('..')
  return dots === -1 ? null : [text.slice(0, dots).trim(), text.slice(dots + 2).trim()]
}

/** A whole number, or `from..to`, within bounds. */
export function countRamp(least: number, most: number): Reader<Ramp> {
  const number = integer(least, most)
  return (text) => {
    const dashes = /^(\d+) ?(?:-|–|\.{3}|to) ?(\d+)$/.exec(text)
    if (dashes !== null)
      return wrong(words`${quoted(text)} is not a ramp`, words`Write ${dashes[1] ?? ''}..${dashes[2] ?? ''}.`)
    const ends = pair(text)
    if (ends === null) {
      const read = number(text)
      return read.state === 'wrong' ? read : parsed({ from: read.value, to: read.value })
    }
    const [from, to] = [number(ends[0]), number(ends[1])]
    if (from.state === 'value' && to.state === 'value') return parsed({ from: from.value, to: to.value })
    const allowed = words`Write from..to with whole numbers from ${least} to ${most}, like 1..50.`
    return wrong(words`${quoted(text)} is not a ramp within bounds`, allowed)
  }
}

const SLOWEST = 0.01
const FASTEST = 100_000

/**
 * What a stage offers.
 *
 *     offered = share | rate | [ rate ] ".." rate ; share = number "%" ; rate = number "/" ( "s" | "m" )
 *
 * In a ramp the first number may leave its unit to the second. A share is of what was measured, which is one value: it cannot be a ramp.
 */
export function offeredRate(text: string): Parsed<Rate> {
  const ends = pair(text)
  if (ends !== null) return rateRamp(text, ends)
  if (text.includes('%')) return rateShare(text)
  const read = perSecond(text)
  return read.state === 'wrong' ? read : parsed({ by: 'second', perSecond: { from: read.value, to: read.value } })
}

function rateRamp(text: string, [first, second]: readonly [string, string]): Parsed<Rate> {
  if (text.includes('%'))
    return wrong(
      words`${quoted(text)}: a share of the measured RPS cannot be a ramp`,
      words`Write one share like 50%, or a ramp of rates like 10/s..100/s.`,
    )
  const to = perSecond(second)
  if (to.state === 'wrong' && first.includes('/') && /^[\d.]+$/.test(second))
    return wrong(words`${quoted(text)} has no unit at its end`, words`Write ${outside(`${first}..${second}`)}/s.`)
  if (to.state === 'wrong') return /^[\d.]+$/.test(second) ? noUnit(text) : to
  const from = perSecond(first.includes('/') ? first : `${first}${second.replace(/^[^/]*/, '')}`)
  return from.state === 'wrong' ? from : parsed({ by: 'second', perSecond: { from: from.value, to: to.value } })
}

const LEAST_SHARE = 0.01
const MOST_SHARE = 10

function rateShare(text: string): Parsed<Rate> {
  const read = parseShare(text)
  if (read.state === 'wrong') return read
  const inside = read.value >= LEAST_SHARE && read.value <= MOST_SHARE
  return inside
    ? parsed({ by: 'share', share: read.value })
    : wrong(
        words`${quoted(text)} is out of range`,
        words`Write ${formatShare(LEAST_SHARE)} to ${formatShare(MOST_SHARE)} of the measured RPS.`,
      )
}

/** A rate with its unit, within bounds. */
export function perSecond(text: string): Parsed<number> {
  if (/^\d+(?:\.\d+)?$/.test(text)) return noUnit(text)
  const read = parseRate(text)
  if (read.state === 'wrong')
    return wrong(words`${quoted(text)} is not a rate`, words`Write it like 80/s or 4800/m (per second, per minute).`)
  return read.value >= SLOWEST && read.value <= FASTEST
    ? read
    : wrong(words`${quoted(text)} is out of range`, words`Write ${SLOWEST}/s to ${FASTEST}/s.`)
}

function noUnit(text: string): Parsed<never> {
  return wrong(words`${quoted(text)} has no unit`, words`Write ${outside(text)}/s.`)
}

const LONGEST_PAUSE_MS = 3_600_000
const pause = duration(0, LONGEST_PAUSE_MS)

/** A duration, or `from..to` for a uniform range. */
export function thinkTime(text: string): Parsed<{ readonly fromMs: Ms; readonly toMs: Ms }> {
  const ends = pair(text)
  if (ends === null) {
    const read = pause(text)
    return read.state === 'wrong' ? read : parsed({ fromMs: read.value, toMs: read.value })
  }
  const bare = ends.map((end) => /^\d+(?:\.\d+)?$/.test(end))
  if (bare.some(Boolean)) {
    const unit = (/[a-zµ]+$/.exec(ends[bare[0] ? 1 : 0]) ?? ['s'])[0]
    const meant = ends.map((end, index) => (bare[index] ? `${end}${unit}` : end)).join('..')
    return wrong(words`${quoted(text)} has no unit at both ends`, words`Write ${outside(meant)}.`)
  }
  const [from, to] = [pause(ends[0]), pause(ends[1])]
  if (from.state === 'wrong') return from
  if (to.state === 'wrong') return to
  return from.value <= to.value
    ? parsed({ fromMs: from.value, toMs: to.value })
    : wrong(words`${quoted(text)} falls`, words`Write ${outside(`${ends[1]}..${ends[0]}`)}.`)
}
