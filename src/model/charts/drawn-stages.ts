import type { Stage } from '../config.ts'
import { words } from '../outside.ts'
import type { PlanRecord } from '../plan/plan.ts'
import type { Section } from '../report/report.ts'
import { measuredStages } from '../result/views.ts'

/** Of a plan with more stages than anybody looks through; each has about eight charts. */
const MOST_STAGES = 20
const CHARTS_OF_STAGE = 8

/** Points of a page and of one chart, over all its curves: what keeps a page under a megabyte, and what a screen can show. */
const MOST_OF_PAGE = 80_000
const MOST_OF_CHART = 4000

/** The measured stages that have charts. */
export function drawnStages(plan: Pick<PlanRecord, 'stages'>): readonly Stage[] {
  return measuredStages(plan).slice(0, MOST_STAGES)
}

/** What there is to say of the stages without charts. */
export function notDrawn(plan: Pick<PlanRecord, 'stages'>): readonly Section[] {
  const [all, drawn] = [measuredStages(plan).length, drawnStages(plan).length]
  if (all === drawn) return []
  return [
    {
      kind: 'words',
      title: 'Stages that are drawn',
      lines: [words`The first ${drawn} of ${all} measured stages have charts; the tables are of all of them.`],
    },
  ]
}

/** How many points a chart may have: the fewer, the more stages share the page. */
export function pointsOfChart(plan: Pick<PlanRecord, 'stages'>): number {
  const charts = CHARTS_OF_STAGE * Math.max(1, drawnStages(plan).length)
  return Math.min(MOST_OF_CHART, Math.floor(MOST_OF_PAGE / charts))
}
