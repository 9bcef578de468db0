import type { ResolvedImage } from '../image.ts'
import { type Outside, outside, type Words, words } from '../outside.ts'
import type { PlanRecord } from '../plan/plan.ts'
import type { Result } from '../result/result.ts'
import { exactBytes } from '../units.ts'
import type { Reproduction } from './report.ts'

/** What a result says of how it was measured. */
export type Reproducible = Pick<Result, 'command' | 'perfGate' | 'images' | 'lookup'> & {
  readonly plan: Pick<PlanRecord, 'seed' | 'cpus' | 'memoryBytes' | 'replicas' | 'rounds'>
}

/**
 * The command line that measures the same again, and what it takes besides. What the run has found out or drawn is in the command, whatever it was
 * that was typed: images by digest or id, limits, rounds and seed. The rest is in the configuration. A line that perf-gate would not have written is
 * none to copy: the result may be a stranger's.
 */
export function reproduce(run: Reproducible): Reproduction {
  const { plan, perfGate, lookup } = run
  const command = run.command !== null && isOurs(run.command) ? run.command : null
  const images = Object.entries(imagesOf(run))
  return {
    command: command === null ? null : pinned(command, flagsOf(run)).map(quote).join(' '),
    notes: [
      words`Run it in the folder in which this run was started, by perf-gate ${outside(perfGate)}, with the configuration of this run${command?.includes('--config') ? '' : ' as "perf-gate.yml"'}: requests, stages and the environment come from there.`,
      words`Where no program "perf-gate" is installed, it is called by "npx github:ORG/perf-gate", in which ORG is the account of its repository.`,
      ...images.map(([flag, image]) => describeImage(flag === 'image' ? 'candidate' : 'baseline', image)),
      ...(lookup.state === 'missing' && lookup.storedBy === undefined ? [describeStoredSince(lookup.where)] : []),
      words`By the seed ${plan.seed} the requests and their arrivals come in the same order.`,
    ],
  }
}

const COMMANDS: readonly string[] = ['run', 'calibrate', 'capacity']

/** The flags that a result's command can have: `--config`, and those that replace a key of the configuration. Each has a value. */
const FLAGS: readonly string[] = [
  'config',
  'image',
  'port',
  'cpus',
  'memory',
  'replicas',
  'threshold',
  'rounds',
  'baseline-image',
  'baseline-path',
  'fail-on',
  'seed',
].map((name) => `--${name}`)

function isOurs([program, command = '', ...given]: readonly string[]): boolean {
  const flags = given.filter((_, place) => place % 2 === 0)
  return (
    program === 'perf-gate' &&
    COMMANDS.includes(command) &&
    given.length % 2 === 0 &&
    flags.every((flag) => FLAGS.includes(flag))
  )
}

/**
 * By the flag that names them. A calibration measures one image on both sides. A gate that had the baseline's image and measured the candidate alone
 * had too few rounds for both, or both were the same, and does so again.
 */
function imagesOf({ command, images: { candidate, baseline } }: Reproducible) {
  const isBeside = baseline !== null && command?.[1] !== 'calibrate'
  return isBeside ? { image: candidate, 'baseline-image': baseline } : { image: candidate }
}

function flagsOf(run: Reproducible): Readonly<Record<string, string>> {
  const { plan } = run
  const images = Object.entries(imagesOf(run)).map(([flag, { digest, id }]) => [flag, digest ?? id])
  return {
    ...Object.fromEntries(images),
    cpus: String(plan.cpus),
    memory: exactBytes(plan.memoryBytes),
    replicas: String(plan.replicas),
    rounds: String(plan.rounds),
    seed: String(plan.seed),
  }
}

/** The command with these flags in place of what it said of the same. After the program and the command it is pairs of flags and values. */
function pinned(command: readonly string[], flags: Readonly<Record<string, string>>): readonly string[] {
  const [given, kept] = [command.slice(2), command.slice(0, 2)]
  for (let at = 0; at < given.length; at += 2) {
    const pair = given.slice(at, at + 2)
    const [flag = ''] = pair
    if (!Object.hasOwn(flags, flag.replace(/^--/, ''))) kept.push(...pair)
  }
  return [...kept, ...Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, value])]
}

function describeStoredSince(where: Outside): Words {
  return words`No baseline was at ${where} in that run, and a valid run stores one there: take it away to measure without it again.`
}

function describeImage(side: string, { reference, digest, id }: ResolvedImage): Words {
  return digest === null
    ? words`The ${side} was ${outside(reference)}. No registry knew it, so its id ${outside(id)} names it only where that image is still held.`
    : words`The ${side} was ${outside(reference)}, whose digest ${outside(digest)} names the same image wherever its tag has moved.`
}

const PLAIN = /^[\w@%+=:,./-]+$/

/** One word of a POSIX shell. */
function quote(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
