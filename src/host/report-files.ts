import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { outside, words } from '../model/outside.ts'
import type { Report } from '../model/report.ts'
import type { Output } from '../ports.ts'

/** Writes a text, making the folder where it is missing. */
export async function writeText(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
}

/** An output that is a file: the report as `render` gives it. */
export function reportFile(path: string, render: (report: Report) => string): Output {
  return {
    name: 'report file',
    async publish(report) {
      try {
        await writeText(path, render(report))
        return { state: 'written' }
      } catch (error) {
        return { state: 'refused', why: words`${outside(error instanceof Error ? error.message : String(error))}` }
      }
    },
  }
}
