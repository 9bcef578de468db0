import { posix } from 'node:path'
import type { Gpus } from '../../model/container-spec.ts'
import { outside, words } from '../../model/outside.ts'
import { type Parsed, parsed, wrong } from '../../model/parsed.ts'
import { integer, MOST_MEMORY, memoryFrom, quoted } from './scalars.ts'

/** Readers of what containers are given besides CPU and memory. Each takes the source text and gives the value, or says what is wrong with it and what to write. */

/** The kernel's own upper bound (`PID_MAX_LIMIT`). */
export const pids = integer(1, 4_194_304)

/** The kernel hands out memory in pages of 4 KiB. */
const PAGE = 4096
export const memoryFolder = memoryFrom(PAGE, MOST_MEMORY, '64m or 1GiB')

const FEWEST_FILES = 64
/** Where the kernel's own bound (`fs.nr_open`) cannot go beyond. */
const MOST_FILES = 2_147_483_584
const files = integer(FEWEST_FILES, MOST_FILES)

export function openFiles(text: string): Parsed<number> {
  const both = /^(\d+):(\d+)$/.exec(text)
  if (both === null) return files(text)
  return wrong(words`${quoted(text)} is two limits`, words`Write one, which is both soft and hard: ${both[2] ?? ''}.`)
}

/** A path in a container, without a slash at its end. */
export function containerPath(text: string): Parsed<string> {
  const plain = text.replace(/:.*$/s, '')
  if (/\p{C}/u.test(text) || text.trim() === '')
    return wrong(words`${quoted(text)} is not a path`, words`Write an absolute path in the container, like /data.`)
  if (text.includes(':'))
    return wrong(words`${quoted(text)} holds a colon`, words`Write the path alone, without options: ${outside(plain)}`)
  if (!text.startsWith('/')) {
    const absolute = posix.join('/', text)
    return wrong(
      words`${quoted(text)} is not absolute`,
      words`Write the whole path in the container, like ${outside(absolute)}`,
    )
  }
  const path = posix.normalize(text).replace(/\/$/, '')
  if (text.split('/').includes('..'))
    return wrong(words`${quoted(text)} goes up by ".."`, words`Write ${outside(path === '' ? '/data' : path)}`)
  if (path === '')
    return wrong(words`${quoted(text)} is the container's root`, words`Name a place below it, like /data.`)
  return parsed(path)
}

/** What `uname -m` and others call the architectures. */
const ARCHITECTURES: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  x64: 'amd64',
  aarch64: 'arm64',
  armv7l: 'arm/v7',
  i386: '386',
}

/** `os/arch` or `os/arch/variant`. */
export function platform(text: string): Parsed<string> {
  const [, os, rest = ''] = /^(?:([^/]*)\/)?(.*)$/s.exec(text.toLowerCase()) ?? []
  const named = ARCHITECTURES[rest] ?? rest
  const [architecture = '', variant, ...more] = named.split('/')
  const right =
    /^[a-z0-9]+$/.test(architecture) && (variant === undefined || /^v\d+$/.test(variant)) && more.length === 0
  if (!right || os === '')
    return wrong(words`${quoted(text)} is not a platform`, words`Write it like linux/amd64 or linux/arm64/v8.`)
  const meant = `linux/${named}`
  if (os !== undefined && os !== 'linux')
    return wrong(words`${quoted(text)} is not Linux`, words`Only Linux containers can be limited: write ${meant}.`)
  return meant === text ? parsed(text) : wrong(words`${quoted(text)} is not a platform`, words`Write ${meant}.`)
}

/** A device as `nvidia-smi -L` lists it: its number or its UUID. */
export function gpuId(text: string): Parsed<string> {
  return /^[A-Za-z0-9][\w.:-]*$/.test(text)
    ? parsed(text)
    : wrong(words`${quoted(text)} is not the id of a device`, words`Write its number or UUID, like 0 or GPU-3faa8e29.`)
}

const MOST_GPUS = 64
const gpuCount = integer(1, MOST_GPUS)

/** `all`, a number of devices, or `device=` with their ids, as `docker run --gpus` has it. */
export function gpus(text: string): Parsed<Gpus> {
  if (text === 'all') return parsed('all')
  if (/^\d+$/.test(text)) {
    const count = gpuCount(text)
    return count.state === 'wrong' ? count : parsed({ count: count.value })
  }
  const counted = /^count=(\d+|all)$/.exec(text)
  if (counted !== null) return wrong(words`${quoted(text)} is no value of this key`, words`Write ${counted[1] ?? ''}.`)
  // The command line needs quotes inside quotes; here they come along by copying.
  const listed = /^"?device=([^"]*)"?$/.exec(text)
  if (listed === null)
    return wrong(words`${quoted(text)} does not name devices`, words`Write all, a number, or { ids: ['0', '1'] }.`)
  const ids = (listed[1] ?? '').split(',').map((id) => gpuId(id.trim()))
  const mistake = ids.find((id) => id.state === 'wrong')
  return mistake ?? parsed({ ids: ids.flatMap((id) => (id.state === 'value' ? [id.value] : [])) })
}

/** `client`; a proxy is written as a map. */
export function clientBalancer(text: string): Parsed<'client'> {
  if (text === 'client') return parsed(text)
  const known = /nginx|haproxy|envoy|traefik|caddy|[:/@]/.test(text)
  return wrong(
    words`${quoted(text)} is not a value of this key`,
    known
      ? words`A proxy is written as { image: ${outside(text)} }.`
      : words`Write client (the load generator spreads its connections evenly), or a proxy: { image: name:tag }.`,
  )
}

/** Networks that the engine has from its start, with why a target cannot be in them. */
const NOT_JOINED: Readonly<Record<string, string>> = {
  host: 'in it the ports and figures of the target could not be told from those of the machine',
  none: 'in it nothing can be reached',
  bridge: 'containers in it cannot find each other by name',
  default: 'containers in it cannot find each other by name',
}

/** The name of a network that somebody made. */
export function networkName(text: string): Parsed<string> {
  const why = Object.hasOwn(NOT_JOINED, text) ? NOT_JOINED[text] : undefined
  const make = words`Name a network that was made with "docker network create", by compose, or for the job's services.`
  if (why !== undefined) return wrong(words`${quoted(text)} cannot be joined: ${why}`, make)
  if (/^[a-zA-Z0-9][\w.-]{0,254}$/.test(text)) return parsed(text)
  return wrong(words`${quoted(text)} is not the name of a network`, make)
}
