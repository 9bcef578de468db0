import type { ResolvedImage } from '../image.ts'
import { outside, type Words, words } from '../outside.ts'
import type { PlanRecord } from '../plan/plan.ts'
import type { Result } from '../result/result.ts'
import { exactBytes } from '../units.ts'
import type { Reproduction } from './report.ts'

/** What a result says of how it was measured. */
export type Reproducible = Pick<Result, 'command' | 'perfGate' | 'images'> & {
  readonly plan: Pick<PlanRecord, 'seed' | 'cpus' | 'memoryBytes' | 'replicas' | 'rounds' | 'pairing'>
}

/**
 * The command line that measures the same again, and what it takes besides. What the run has found out or drawn is in the command, whatever it was
 * that was typed: images by digest or id, limits, rounds and seed. The rest is in the configuration.
 */
export function reproduce(run: Reproducible): Reproduction {
  const { command, plan, perfGate } = run
  const images = Object.entries(imagesOf(run))
  return {
    command: command === null ? null : pinned(command, flagsOf(run)).map(quote).join(' '),
    notes: [
      words`Run it in the folder in which this run was started, by perf-gate ${outside(perfGate)}, with the configuration of this run${command?.includes('--config') ? '' : ' as "perf-gate.yml"'}: requests, stages and the environment come from there.`,
      ...images.map(([flag, image]) => describeImage(flag === 'image' ? 'candidate' : 'baseline', image)),
      words`By the seed ${plan.seed} the requests and their arrivals come in the same order.`,
    ],
  }
}

/** By the flag that names them. A calibration measures one image on both sides, and a run alone is not to be made one beside another. */
function imagesOf({ command, plan, images: { candidate, baseline } }: Reproducible) {
  const isNamed = command?.includes(`--${BASELINE}`) ?? false
  const isBeside = baseline !== null && command?.[1] !== 'calibrate' && (plan.pairing !== null || isNamed)
  return isBeside ? { image: candidate, [BASELINE]: baseline } : { image: candidate }
}

const BASELINE = 'baseline-image'

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
