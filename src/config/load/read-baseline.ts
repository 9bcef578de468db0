import type { BaselineConfig } from '../../model/config.ts'
import { outside, words } from '../../model/outside.ts'
import { TOLERANCE } from '../defaults.ts'
import { findInside } from '../inside-workspace.ts'
import { rightParts } from '../parts.ts'
import { baselineSchema } from '../schema/baseline-schema.ts'
import { type Reading, rawAt, reportAt } from '../sources.ts'

/** What the run is compared with; what is wrong beyond the schema is reported. */
export function readBaseline(reading: Reading): BaselineConfig {
  const baseline = rightParts(baselineSchema, rawAt(reading.raw, ['baseline']))
  const path = baseline.path === undefined ? null : baselineFile(reading, baseline.path)
  const compare = baseline.compare ?? 'auto'
  const require = baseline.require ?? false
  if (require && compare === 'none') {
    const fix = words`Remove baseline.require, or set baseline.compare to auto.`
    reportAt(
      reading,
      ['baseline', 'require'],
      words`baseline.require is true, but baseline.compare is none: no run could succeed`,
      fix,
    )
  }
  const image = baseline.image ?? null
  if (image !== null && (compare === 'stored' || compare === 'none')) {
    reportAt(
      reading,
      ['baseline', 'image'],
      words`baseline.image is never used: baseline.compare is ${compare}`,
      words`Set baseline.compare to paired or auto, or remove the image.`,
    )
  }
  return {
    compare,
    image,
    path,
    tolerance: tolerances(baseline.tolerance),
    stored: baseline.stored ?? 'warn',
    require,
  }
}

type Tolerance = BaselineConfig['tolerance']
type GivenTolerance = { readonly [metric in keyof Tolerance]?: number | undefined }

/** One value stands for both metrics that are compared by default; of a map the metrics not named keep their default. */
function tolerances(given: GivenTolerance | number | undefined): Tolerance {
  if (typeof given === 'number') return Object.fromEntries(Object.keys(TOLERANCE).map((metric) => [metric, given]))
  const named = Object.entries(given ?? {}).filter(([, share]) => share !== undefined)
  return { ...TOLERANCE, ...Object.fromEntries(named) }
}

/** The file need not exist: it is then written after the first valid measurement. */
function baselineFile(reading: Reading, text: string): string | null {
  const path = ['baseline', 'path']
  const found = findInside(reading, path, text)
  if (found === null || found.state === 'file' || found.state === 'missing') return found?.realPath ?? null
  const what = found.state === 'directory' ? 'is a directory' : 'is neither a file nor a directory'
  reportAt(
    reading,
    path,
    words`baseline.path: "${outside(text)}" ${what}`,
    words`Name a file, like perf-gate-baseline.json.`,
  )
  return null
}
