import type { z } from 'zod'
import type { Readiness, StatusRule, TargetSpec } from '../model/config.ts'
import { outside, words } from '../model/outside.ts'
import { CPUS, MEMORY_BYTES, READY, SUCCESS } from './defaults.ts'
import { filledTexts } from './filled-texts.ts'
import { statusRule } from './http-scalars.ts'
import { rightParts } from './parts.ts'
import { readTls } from './read-tls.ts'
import { type Reading, rawAt, reportAt, reportKey } from './sources.ts'
import { type readySchema, targetSchema } from './target-schema.ts'
import { entryOf, subtree } from './tree.ts'

/** The target, where it is complete; what is wrong beyond the schema is reported. */
export function readTarget(reading: Reading): TargetSpec | null {
  const target = rightParts(targetSchema, rawAt(reading.raw, ['target']))
  if (subtree(reading.tree, ['target', 'image']) === null) reportNoImage(reading)
  const env = readEnv(reading)
  const tls = readTls(reading)
  if (target.image === undefined) return null
  const defaultLimits = (['cpus', 'memory'] as const).filter((limit) => target[limit] === undefined)
  return {
    image: target.image,
    port: target.port ?? null,
    cpus: target.cpus ?? CPUS,
    memoryBytes: target.memory ?? MEMORY_BYTES,
    defaultLimits,
    ready: readReady(target.ready),
    env,
    command: target.command ?? null,
    entrypoint: target.entrypoint ?? null,
    user: target.user ?? null,
    pull: target.pull ?? 'missing',
    tls,
  }
}

function reportNoImage(reading: Reading): void {
  const fix = words`Name the image that is to be tested: target.image in the file, or the input "image" (command line: --image).`
  if (reading.sources.yaml === null)
    reading.report({ place: { kind: 'input', input: 'image' }, text: words`no image is given`, fix })
  else {
    const key = entryOf(reading.tree, 'target')?.keyPlace
    const place = key?.kind === 'file' ? key : reading.tree.place
    reading.report({ place, text: words`target.image is missing`, fix })
  }
}

type ReadyParts = z.output<typeof readySchema> | string

/** A path alone asks for 2xx; without a path any answer on / will do. */
export function readReady(ready: ReadyParts | undefined): Readiness {
  if (ready === undefined) return READY
  if (typeof ready === 'string') return { path: ready, status: SUCCESS, withinMs: READY.withinMs }
  const usual: StatusRule = ready.path === undefined ? READY.status : SUCCESS
  const status = ready.status === undefined ? usual : statusRule([ready.status].flat())
  return { path: ready.path ?? READY.path, status, withinMs: ready.within ?? READY.withinMs }
}

function readEnv(reading: Reading): Record<string, string> {
  const env = subtree(reading.tree, ['target', 'env'])
  if (env?.kind !== 'map') return {}
  for (const { key } of env.entries) {
    if (/^[^\s=\p{Cc}]+$/u.test(key)) continue
    const fix = words`Write a name without spaces and without "=".`
    reportKey(reading, ['target', 'env'], key, words`target.env: "${outside(key)}" is not the name of a variable`, fix)
  }
  const filled = filledTexts(reading, ['target', 'env'])
  for (const { key, text } of filled) {
    if (text.includes('\0'))
      reportAt(
        reading,
        ['target', 'env', key],
        words`target.env.${outside(key)} holds a zero character`,
        words`Remove it.`,
      )
  }
  return Object.fromEntries(filled.map(({ key, text }) => [key, text]))
}
