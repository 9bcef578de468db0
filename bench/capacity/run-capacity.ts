import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Capacity } from '../../src/model/capacity/capacity.ts'
import { decodeCapacity } from '../../src/model/capacity/capacity-file.ts'
import { type CapacityAnswers, judgeCapacity } from '../../src/model/capacity/judge-capacity.ts'
import { reportCapacity } from '../../src/model/capacity/report-capacity.ts'
import { renderMarkdown } from '../../src/reports/markdown.ts'
import { say } from '../print/say.ts'

const CLI = fileURLToPath(new URL('../../src/cli.ts', import.meta.url))

export type Ran = { readonly capacity: Capacity; readonly answers: CapacityAnswers; readonly seconds: number }

/** Runs `perf-gate capacity` on a configuration, in a folder of its own with copies of `files`, and prints its report. Progress goes to standard error. */
export async function runCapacity(config: string, files: readonly string[] = []): Promise<Ran> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-capacity-'))
  try {
    await writeFile(join(folder, 'perf-gate.yml'), config)
    for (const file of files) await copyFile(file, join(folder, basename(file)))
    const fromMs = performance.now()
    const child = spawn(process.execPath, [CLI, 'capacity'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
    const [code] = await once(child, 'exit')
    const seconds = (performance.now() - fromMs) / 1000
    const capacity = decodeCapacity(await readFile(join(folder, 'perf-gate-capacity.json'), 'utf8'))
    if (capacity === null) throw new Error(`perf-gate capacity left no result and ended with ${code}`)
    const answers = judgeCapacity(capacity)
    say(renderMarkdown(reportCapacity(capacity, answers)).replaceAll(/^(#+) /gm, '##$1 '))
    return { capacity, answers, seconds }
  } finally {
    await rm(folder, { recursive: true })
  }
}
