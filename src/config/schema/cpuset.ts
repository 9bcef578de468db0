import { outside, words } from '../../model/outside.ts'
import { type Parsed, parsed, wrong } from '../../model/parsed.ts'
import { MOST_CPUS, quoted } from './scalars.ts'

/**
 * Reads the cores of a machine, in ascending order.
 *
 *     cores = part { "," part } ; part = core | core "-" core ; core = digits
 *
 * As the kernel writes them, but no core may be named twice: that is a slip of the pen.
 */
export function cpuset(text: string): Parsed<readonly number[]> {
  const parts = text.split(',').map((part) => /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(part.trim()))
  const ranges = parts.flatMap((part) =>
    part === null ? [] : [[Number(part[1]), Number(part[2] ?? part[1])] as const],
  )
  if (ranges.length < parts.length)
    return wrong(words`${quoted(text)} does not name cores`, words`Write them like 1, "0,2" or 1-3.`)
  const last = Math.max(...ranges.flat())
  if (last >= MOST_CPUS)
    return wrong(words`${quoted(text)} names core ${last}`, words`Cores are counted from 0 to ${MOST_CPUS - 1}.`)
  const falling = ranges.find(([from, to]) => from > to)
  if (falling !== undefined)
    return wrong(words`${quoted(text)} has a range that falls`, words`Write ${falling[1]}-${falling[0]}.`)
  const cores = ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, index) => from + index))
  return inOrder(text, cores)
}

function inOrder(text: string, cores: readonly number[]): Parsed<readonly number[]> {
  const sorted = [...new Set(cores)].sort((a, b) => a - b)
  const meant = words`Write ${outside(sorted.join(','))}.`
  const twice = cores.find((core, index) => cores.indexOf(core) < index)
  if (twice !== undefined) return wrong(words`${quoted(text)} names core ${twice} twice`, meant)
  return cores.every((core, index) => core === sorted[index])
    ? parsed(cores)
    : wrong(words`${quoted(text)} is not in ascending order`, meant)
}
