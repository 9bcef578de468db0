import type { Ms } from './config.ts'
import { outside, words } from './outside.ts'
import { type Parsed, parsed, wrong } from './parsed.ts'

const DURATION_MS = { us: 0.001, µs: 0.001, ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const
type DurationUnit = keyof typeof DURATION_MS
const DURATION = /^\d+(?:\.\d+)? ?(?:us|µs|ms|s|m|h)(?: ?\d+(?:\.\d+)? ?(?:us|µs|ms|s|m|h))*$/
const BARE_NUMBER = /^\d+(?:\.\d+)?$/

/**
 * Reads a duration.
 *
 *     duration = part { part } ; part = number unit ; unit = "us" | "ms" | "s" | "m" | "h"
 *
 * Units fall from left to right (`1m30s`) and only the last number may have a fraction. `suggested` is the unit that a bare number most likely meant.
 */
export function parseDuration(text: string, suggested: 's' | 'ms' = 's'): Parsed<Ms> {
  if (BARE_NUMBER.test(text)) {
    return wrong(words`${quoted(text)} has no unit`, words`Write ${outside(text)}${suggested}.`)
  }
  const parts = DURATION.test(text) ? [...text.matchAll(/(\d+(?:\.\d+)?) ?([a-zµ]+)/g)] : []
  const units = parts.map((part) => DURATION_MS[part[2] as DurationUnit])
  const falling = units.every((unit, index) => index === 0 || unit < (units[index - 1] ?? 0))
  const fractions = parts.slice(0, -1).some((part) => part[1]?.includes('.'))
  if (parts.length === 0 || !falling || fractions) {
    return wrong(
      words`${quoted(text)} is not a duration`,
      words`Write it like 500ms, 30s, 1m30s or 1h (units: ms, s, m, h).`,
    )
  }
  return parsed(tidy(parts.reduce((sum, part, index) => sum + Number(part[1]) * (units[index] ?? 0), 0)))
}

const MEMORY_POWER = { b: 0, k: 1, m: 2, g: 3, t: 4 } as const

/** Reads an amount of memory in bytes. As in Docker every unit is binary: `1m`, `1MB`, `1Mi` and `1MiB` are 1,048,576 bytes. */
export function parseMemory(text: string): Parsed<number> {
  if (BARE_NUMBER.test(text)) {
    const meant = Number(text) < 1024 ** 2 ? `${text}m` : formatBytes(Number(text)).replace(' ', '')
    return wrong(
      words`${quoted(text)} means ${outside(text)} bytes`,
      words`Did you mean ${outside(meant)}? Write the unit.`,
    )
  }
  const match = /^(\d+(?:\.\d+)?) ?(?:([kmgt])(?:i?b?)|(b))$/i.exec(text)
  if (match === null) {
    return wrong(words`${quoted(text)} is not an amount of memory`, words`Write it like 512m, 1.5g, 1500MB or 2GiB.`)
  }
  const unit = (match[2] ?? match[3] ?? 'b').toLowerCase() as keyof typeof MEMORY_POWER
  return parsed(Math.floor(Number(match[1]) * 1024 ** MEMORY_POWER[unit]))
}

/** Reads a share: `1%` is 0.01. A plain `0` needs no unit. */
export function parseShare(text: string): Parsed<number> {
  if (/^0+(?:\.0+)?$/.test(text)) return parsed(0)
  if (BARE_NUMBER.test(text)) {
    return wrong(words`${quoted(text)} has no unit`, words`Write ${outside(percentMeant(text))}.`)
  }
  const match = /^(\d+(?:\.\d+)?) ?%$/.exec(text)
  if (match === null) return wrong(words`${quoted(text)} is not a share`, words`Write it in percent, like 1% or 0.5%.`)
  return parsed(tidy(Number(match[1]) / 100))
}

/** `0.05` most likely meant a share of 1, `5` a number of percent. */
function percentMeant(text: string): string {
  return Number(text) < 1 ? `${text}% or ${tidy(Number(text) * 100)}%` : `${text}%`
}

/** Reads a rate in events per second: `100`, `80/s`, `4800/m`. */
export function parseRate(text: string): Parsed<number> {
  const match = /^(\d+(?:\.\d+)?) ?(?:\/ ?(s|m))?$/.exec(text)
  if (match === null) {
    return wrong(
      words`${quoted(text)} is not a rate`,
      words`Write it like 100, 80/s or 4800/m (per second, per minute).`,
    )
  }
  return parsed(Number(match[1]) / (match[2] === 'm' ? 60 : 1))
}

/** Reads a number of things: `0`, `12`. */
export function parseCount(text: string): Parsed<number> {
  if (/^\d+$/.test(text)) return parsed(Number(text))
  return wrong(words`${quoted(text)} is not a count`, words`Write a whole number without a unit, like 1.`)
}

/** `0.85 ms`, `12.3 ms`, `1.24 s`, `1m30s`, `1h5m`: three significant digits below a minute, whole seconds below an hour, else whole minutes. */
export function formatMs(ms: Ms): string {
  if (ms < 0) return `-${formatMs(-ms)}`
  if (!Number.isFinite(ms)) return digits(ms)
  if (Number(ms.toPrecision(3)) < 1000) return `${digits(ms)} ms`
  if (Number((ms / 1000).toPrecision(3)) < 60) return `${digits(ms / 1000)} s`
  const seconds = Math.round(ms / 1000)
  return seconds < 3600 ? twoParts(seconds, 60, 'm', 's') : twoParts(Math.round(seconds / 60), 60, 'h', 'm')
}

/** From the least to the most of them, which may be one: `2 s`, `2 s to 3.5 s`. */
export function formatMsRange(times: readonly Ms[]): string {
  const [least, most] = [formatMs(Math.min(...times)), formatMs(Math.max(...times))]
  return least === most ? least : `${least} to ${most}`
}

function twoParts(small: number, per: number, largeUnit: string, smallUnit: string): string {
  const rest = small % per
  return `${Math.floor(small / per)}${largeUnit}${rest === 0 ? '' : `${rest}${smallUnit}`}`
}

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const

/** `512 MiB`, `1.46 GiB`: three significant digits. */
export function formatBytes(bytes: number): string {
  if (bytes < 0) return `-${formatBytes(-bytes)}`
  let power = 0
  let amount = bytes
  while (Math.round(amount) >= 1024 && power < BYTE_UNITS.length - 1) {
    amount /= 1024
    power++
  }
  // 1000 to 1023 of a unit keep their fourth digit: the next unit begins at 1024.
  return `${amount >= 1000 ? Math.round(amount) : digits(amount)} ${BYTE_UNITS[power]}`
}

/** `1500MiB`, `1025B`: exactly so many, as `parseMemory` reads them back. */
export function exactBytes(bytes: number): string {
  const units = BYTE_UNITS.map((unit, power) => ({ unit, size: 1024 ** power }))
  const { unit, size } = units.findLast((one) => bytes % one.size === 0 && bytes > 0) ?? { unit: 'B', size: 1 }
  return `${bytes / size}${unit}`
}

/** `1%`, `0.012%`: three significant digits. */
export function formatShare(share: number): string {
  return `${digits(share * 100)}%`
}

/** `357/s`, `0.5/s`: three significant digits. */
export function formatRate(perSecond: number): string {
  return `${digits(perSecond)}/s`
}

/** `0.62`, `1.5`: CPU in cores, three significant digits. */
export function formatCores(cores: number): string {
  return digits(cores)
}

/** Three significant digits, without an exponent and without zeros at the end. */
function digits(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? '∞' : 'no number'
  return Number(value.toPrecision(3)).toLocaleString('en', { useGrouping: false, maximumSignificantDigits: 3 })
}

/** Without the noise of binary fractions: 0.07 * 100 is 7. */
function tidy(value: number): number {
  return Number(value.toPrecision(12))
}

function quoted(text: string) {
  return words`"${outside(text)}"`
}
