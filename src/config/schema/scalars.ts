import { outside, type Words, words } from '../../model/outside.ts'
import { type Parsed, parsed, wrong } from '../../model/parsed.ts'
import { formatBytes, formatMs, formatShare, parseDuration, parseMemory, parseShare } from '../../model/units.ts'

/** Readers of single values. Each takes the source text and gives the value, or says what is wrong with it and what to write. */
export type Reader<T> = (text: string) => Parsed<T>

/** A whole number within bounds. */
export function integer(from: number, to: number): Reader<number> {
  return (text) => {
    const allowed = words`Write a whole number from ${from} to ${to}.`
    if (!/^\+?\d+$/.test(text)) return wrong(words`${quoted(text)} is not a whole number`, allowed)
    const value = Number(text)
    return value >= from && value <= to ? parsed(value) : wrong(words`${quoted(text)} is out of range`, allowed)
  }
}

/** A duration within bounds, both included. */
export function duration(fromMs: number, toMs: number): Reader<number> {
  return (text) => {
    const read = parseDuration(text)
    if (read.state === 'wrong' || (read.value >= fromMs && read.value <= toMs)) return read
    return wrong(
      words`${quoted(text)} is out of range`,
      words`Write a duration from ${formatMs(fromMs)} to ${formatMs(toMs)}.`,
    )
  }
}

const FEWEST_CPUS = 0.01
export const MOST_CPUS = 1024

export function cpus(text: string): Parsed<number> {
  const allowed = words`Write a number of CPUs like 0.5, 1 or 2 (${FEWEST_CPUS} to ${MOST_CPUS}).`
  const milli = /^(\d+)m$/.exec(text)
  if (milli !== null)
    return wrong(
      words`${quoted(text)} is Kubernetes' unit, which is not read here`,
      words`Write ${Number(milli[1]) / 1000}.`,
    )
  if (/^\d+,\d+$/.test(text))
    return wrong(words`${quoted(text)} is not a number`, words`Write ${outside(text.replace(',', '.'))}.`)
  if (!/^(?:\d+(?:\.\d*)?|\.\d+)$/.test(text)) return wrong(words`${quoted(text)} is not a number of CPUs`, allowed)
  const value = Number(text)
  return value >= FEWEST_CPUS && value <= MOST_CPUS
    ? parsed(value)
    : wrong(words`${quoted(text)} is out of range`, allowed)
}

/** Less than 6 MiB is refused by the engine itself. */
const LEAST_MEMORY = 6 * 1024 ** 2
export const MOST_MEMORY = 64 * 1024 ** 4

export const memory = memoryFrom(LEAST_MEMORY, MOST_MEMORY, '512m or 2GiB')

/** An amount of memory within bounds, both included. */
export function memoryFrom(least: number, most: number, example: string): Reader<number> {
  return (text) => {
    const read = parseMemory(text)
    if (read.state === 'wrong' || (read.value >= least && read.value <= most)) return read
    return wrong(
      words`${quoted(text)} is out of range`,
      words`Write ${formatBytes(least)} to ${formatBytes(most)}, like ${example}.`,
    )
  }
}

/** A share from one bound to another, both included. */
export function shareFrom(least: number, most: number): Reader<number> {
  return (text) => {
    const read = parseShare(text)
    if (read.state === 'wrong' || (read.value >= least && read.value <= most)) return read
    return wrong(words`${quoted(text)} is out of range`, words`Write ${formatShare(least)} to ${formatShare(most)}.`)
  }
}

export function boolean(text: string): Parsed<boolean> {
  if (/^(?:true|True|TRUE)$/.test(text)) return parsed(true)
  if (/^(?:false|False|FALSE)$/.test(text)) return parsed(false)
  const old = /^(?:(y|yes|on|1)|n|no|off|0)$/i.exec(text)
  if (old === null) return wrong(words`${quoted(text)} is not true or false`, words`Write true or false.`)
  const meant = old[1] === undefined ? 'false' : 'true'
  return wrong(words`${quoted(text)} is a text in YAML 1.2, not ${meant}`, words`Write ${meant}.`)
}

const LONGEST_NAME = 60

/** A name of a stage or a request: it goes into tables, so it is short, visible and one line. */
export function name(text: string): Parsed<string> {
  const length = Array.from(text).length
  const allowed = words`Write 1 to ${LONGEST_NAME} visible characters, with no space at either end.`
  if (length === 0) return wrong(words`the name is empty`, allowed)
  if (length > LONGEST_NAME) return wrong(words`${quoted(text)} has ${length} characters`, allowed)
  if (!/^(?:[^\p{C}\p{Z}]| (?! ))+$/u.test(text) || text.trim() !== text) {
    return wrong(words`${quoted(text)} holds characters that are not visible, or spaces at an end or in a row`, allowed)
  }
  return parsed(text)
}

const REFERENCE =
  /^(?:[a-zA-Z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*(?::\w[\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/

/** The name of an image. `instead`: what to do where it holds an expression. */
export function imageName(instead: string): Reader<string> {
  return (text) => {
    const allowed = words`Write name:tag, name@sha256:… or the id of an image in the engine (sha256:…).`
    if (text.includes('${')) {
      return wrong(words`${quoted(text)} is not filled in: the name of an image takes no expressions or variables`, [
        instead,
      ])
    }
    const scheme = /^([a-z]+):\/\/(.*)$/.exec(text)
    if (scheme !== null)
      return wrong(words`${quoted(text)} has a scheme`, words`Write ${outside(scheme[2] ?? '')} without it.`)
    if (/^sha256:[0-9a-f]{12,64}$/.test(text)) return parsed(text)
    if (text.length <= 512 && REFERENCE.test(text)) return parsed(text)
    const lower = text.replace(/^[^:@]*/, (repository) => repository.toLowerCase())
    if (lower !== text && REFERENCE.test(lower))
      return wrong(words`${quoted(text)} has capital letters in its name`, words`Write ${outside(lower)}.`)
    return wrong(words`${quoted(text)} is not the name of an image`, allowed)
  }
}

/** The name of an image, where nothing but the name itself can be given. */
export const image = imageName('Write the name itself.')

export function quoted(text: string): Words {
  return words`"${outside(text)}"`
}
