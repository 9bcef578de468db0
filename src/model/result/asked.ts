import { z } from 'zod'
import type { BaselineConfig, Config, FailOn, Ms, Threshold, Waiver } from '../config.ts'
import { METRIC_IDS } from '../metrics/metrics.ts'
import { thresholdText } from '../metrics/threshold-text.ts'
import { text } from './formats.ts'

/** What a gate asks of the numbers. */
export type Asked = {
  readonly thresholds: readonly Threshold[]
  readonly tolerance: BaselineConfig['tolerance']
  readonly stored: BaselineConfig['stored']
  readonly failOn: FailOn
  /** What is accepted though it is worse. */
  readonly accept: readonly Waiver[]
  /** Whether and how it is compared with the base branch, and whether it has to be; the first results did not hold it. */
  readonly compare?: BaselineConfig['compare']
  readonly require?: BaselineConfig['require']
  /** How long it is looked at: fresh starts that were asked for (`null`: as many as it takes), and the time for them. */
  readonly rounds?: Config['rounds']
  readonly budgetMs?: Ms
  /** Repository of the image that is named to compare with; `null`: that of the stored baseline. */
  readonly image?: string | null
  /** Whether a named file holds the baseline, and not what the base branch has stored. */
  readonly byFile?: boolean
}

/** As results and baselines hold it. */
export const askedSchema = z.object({
  thresholds: z
    .array(
      z
        .object({
          stage: text(100).nullable(),
          metric: z.enum(METRIC_IDS),
          op: z.enum(['<', '<=', '>', '>=']),
          limit: z.number(),
          text: text(200),
        })
        .transform((threshold) => ({ ...threshold, text: thresholdText(threshold) })),
    )
    .max(1000),
  tolerance: z.partialRecord(z.enum(METRIC_IDS), z.number()),
  stored: z.enum(['warn', 'fail']),
  failOn: z.enum(['fail', 'likely', 'inconclusive', 'never']),
  accept: z
    .array(
      z.object({
        stage: text(100).nullable(),
        metric: z.enum(METRIC_IDS),
        upTo: z.number(),
        reason: text(2000),
        issue: text(2000),
        until: text(20),
        text: text(4000),
      }),
    )
    .max(1000),
  compare: z.enum(['auto', 'paired', 'stored', 'none']).exactOptional(),
  require: z.boolean().exactOptional(),
  rounds: z.int().positive().nullable().exactOptional(),
  budgetMs: z.number().positive().exactOptional(),
  image: text(1000).nullable().exactOptional(),
  byFile: z.boolean().exactOptional(),
})
