import { z } from 'zod'
import type { Config } from '../config.ts'
import type { Asked } from '../result/asked.ts'
import { text } from '../result/formats.ts'
import { RESULT_SCHEMA, type Result, resultSchema } from '../result/result.ts'
import type { ControlQuota } from './control-quota.ts'

export const CALIBRATION_SCHEMA = 1

/** An image measured against itself, and against itself with less CPU. Both are results of paired runs, and judged like any other. */
export type Calibration = {
  /** Both sides alike: whatever they differ by is noise. */
  readonly equal: Result
  readonly control: Control
}

export type Control =
  | { readonly state: 'run'; readonly quota: ControlQuota; readonly result: Result }
  | { readonly state: 'not-run'; readonly why: ControlMissing }

/** `interrupted`: the run was over before it; `no-figures`: nobody could count the CPU that the image used, or it used next to nothing. */
export type ControlMissing = 'interrupted' | 'no-figures'

const keptResult = resultSchema.transform(({ kind: _kind, schema: _schema, ...result }): Result => result)

const calibrationSchema = z.object({
  kind: z.literal('perf-gate-calibration'),
  schema: z.literal(CALIBRATION_SCHEMA),
  equal: keptResult,
  control: z.discriminatedUnion('state', [
    z.object({
      state: z.literal('run'),
      quota: z.object({ stage: text(100), usedCores: z.number().nonnegative(), cpus: z.number().positive() }),
      result: keptResult,
    }),
    z.object({ state: z.literal('not-run'), why: z.enum(['interrupted', 'no-figures']) }),
  ]),
})

/** The calibration as its file holds it: two results, each in the format of a result file. */
export function encodeCalibration({ equal, control }: Calibration): string {
  const file = (result: Result) => ({ kind: 'perf-gate-result', schema: RESULT_SCHEMA, ...result })
  const kept = control.state === 'run' ? { ...control, result: file(control.result) } : control
  return `${JSON.stringify({ kind: 'perf-gate-calibration', schema: CALIBRATION_SCHEMA, equal: file(equal), control: kept })}\n`
}

/** Reads a calibration file's text. Throws with the first thing that is not as the format says. */
export function decodeCalibration(source: string): Calibration {
  const { equal, control } = calibrationSchema.parse(JSON.parse(source))
  return { equal, control }
}

/** What is asked of an image against itself: its comparison alone. Thresholds and what is accepted are matters of the gate. */
export function equalAsked({ baseline, failOn }: Config): Asked {
  return { thresholds: [], tolerance: baseline.tolerance, stored: baseline.stored, failOn, accept: [] }
}

/** No wider than this, so that the loss of a tenth of the CPU (a slowdown of 11 %) is not within it. */
export const WIDEST_CONTROL_TOLERANCE = 0.05

/** The same of the control: a wider tolerance would allow what it has to show. */
export function controlAsked(asked: Asked): Asked {
  const narrowed = Object.entries(asked.tolerance).map(([metric, share]) => [
    metric,
    Math.min(share ?? WIDEST_CONTROL_TOLERANCE, WIDEST_CONTROL_TOLERANCE),
  ])
  return { ...asked, tolerance: Object.fromEntries(narrowed) }
}
