import { z } from 'zod'
import { mergeLatencies } from '../samples.ts'
import { RESULT_SCHEMA, type Result, resultSchema } from './result.ts'

/** What a file turned out to be. */
export type ReadResult =
  | { readonly state: 'good'; readonly result: Result }
  | { readonly state: 'newer'; readonly schema: number }
  | { readonly state: 'bad'; readonly why: string }

/** Reads the text of what should be a result file. Hostile input: everything is checked, nothing is trusted. */
export function readResult(source: string): ReadResult {
  const data = parseJson(source)
  if (data === undefined) return { state: 'bad', why: 'it is not JSON' }
  const head = z.object({ kind: z.string(), schema: z.int() }).safeParse(data)
  const kind = head.success ? head.data.kind : null
  if (!head.success || kind !== 'perf-gate-result') return { state: 'bad', why: whatElse(kind) }
  if (head.data.schema > RESULT_SCHEMA) return { state: 'newer', schema: head.data.schema }
  const parsed = resultSchema.safeParse(data)
  if (!parsed.success) {
    const place = parsed.error.issues[0]?.path.join('.') ?? ''
    return { state: 'bad', why: `"${place}" is not as the format of a result says` }
  }
  const { kind: _kind, schema: _schema, ...result } = parsed.data
  const bad = badHistogram(result)
  if (bad !== null) return { state: 'bad', why: `the latencies of stage "${bad}" are not a histogram` }
  return { state: 'good', result }
}

/** `undefined`, which is no JSON, where the text is none. */
function parseJson(source: string): unknown {
  try {
    return JSON.parse(source)
  } catch {
    // Not JSON is an answer.
    return undefined
  }
}

function whatElse(kind: string | null): string {
  switch (kind) {
    case 'perf-gate-baseline':
      return 'it is a baseline, not a result: "perf-gate run --baseline-path" compares with one'
    case 'perf-gate-capacity':
      return 'it is what a capacity run has measured, not a result: "perf-gate report" renders one'
    case 'perf-gate-calibration':
      return 'it is a calibration, not a result: "perf-gate report" renders one'
    default:
      return 'it is not a result of perf-gate'
  }
}

/** The stage whose latencies cannot be read; found here, so that it is no surprise in the middle of a verdict. */
export function badHistogram({ evidence }: Result): string | null {
  for (const { starts } of evidence) {
    for (const start of starts) {
      if (start.state === 'failed') continue
      for (const { stage, perRequest, perReplica, spawn } of start.stages) {
        try {
          mergeLatencies([...perRequest, ...perReplica, ...(spawn?.perRequest ?? [])])
        } catch {
          // Whatever the reader of histograms says of it, it is not one.
          return stage
        }
      }
    }
  }
  return null
}
