import type { LiveSide } from '../model/live-run.ts'
import type { Usage } from '../model/progress.ts'
import { glanceCpu, glanceFailed, glanceMemory, glanceMs } from '../reports/live-figures.ts'
import type { Style } from '../reports/paint.ts'

/** One figure of a side as it is shown; `style`: where it asks for attention. */
export type Figure = { readonly text: string; readonly style: Style | null }

export type SideFigures = Readonly<Record<'rps' | 'p95' | 'failed' | 'cpu' | 'memory', Figure>>

/** From these shares of its limits on a target is about to be held back, or killed. */
const CPU_AT_LIMIT = 0.95
const MEMORY_AT_LIMIT = 0.9

/** The figures of a side; dashes where nothing is known. */
export function sideFigures({ last }: LiveSide): SideFigures {
  if (last === null) return { rps: NONE, p95: NONE, failed: NONE, cpu: NONE, memory: NONE }
  const { usage } = last
  return {
    rps: calm(String(Math.round(last.rps))),
    p95: calm(glanceMs(last.p95Ms)),
    failed: { text: glanceFailed(last), style: last.failed > 0 ? 'red' : null },
    cpu: usage === null ? NONE : { text: glanceCpu(usage), style: cpuStyle(usage) },
    memory: usage === null ? NONE : { text: glanceMemory(usage), style: memoryStyle(usage) },
  }
}

const NONE: Figure = { text: '-', style: null }

function calm(text: string): Figure {
  return { text, style: null }
}

function cpuStyle({ cpus, cpuLimit }: Usage): Style | null {
  return cpus >= CPU_AT_LIMIT * cpuLimit ? 'yellow' : null
}

function memoryStyle({ memoryBytes, memoryLimitBytes }: Usage): Style | null {
  return memoryBytes >= MEMORY_AT_LIMIT * memoryLimitBytes ? 'yellow' : null
}
