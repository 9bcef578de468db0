import { appendFile, stat } from 'node:fs/promises'
import { outside, words } from '../model/outside.ts'
import type { Output, Published } from '../ports.ts'
import { link } from '../reports/comment.ts'
import { limitMarkdown, renderMarkdown } from '../reports/markdown.ts'

/** The runner refuses a step's summary above 1 MiB as a whole. */
const MOST_BYTES = 1024 * 1024

/** Kept free by the report for the link, which comes after it and is the way to everything that the summary has no room for. */
const LINK_BYTES = 500

type Env = Readonly<Record<string, string | undefined>>

/** The report in the job summary. */
export function createSummary(env: Env): Output {
  return { name: 'summary', publish: (report) => appendToSummary(env, renderMarkdown(report), LINK_BYTES) }
}

/**
 * Below the report, where its page and files are. Nobody waits for the upload before they can read the report, and the address is known only after it;
 * `null`: there is none, and nothing is said.
 */
export function createSummaryLink(env: Env, artifactUrl: () => string | null): Output {
  return {
    name: 'link in the summary',
    async publish() {
      const to = link('report page with its charts, result and other files', artifactUrl())
      return to === '' ? { state: 'skipped' } : appendToSummary(env, `\nArtifact of this run: ${to}`)
    },
  }
}

/**
 * Appends Markdown to the job summary, the file that `GITHUB_STEP_SUMMARY` names. Without the variable it is skipped. `reservedBytes`: what is left
 * free for who comes later.
 */
export async function appendToSummary(env: Env, markdown: string, reservedBytes = 0): Promise<Published> {
  const file = env.GITHUB_STEP_SUMMARY
  if (file === undefined || file === '') return { state: 'skipped' }
  try {
    const text = limitMarkdown(`${markdown}\n`, MOST_BYTES - 1 - reservedBytes - (await sizeOf(file)))
    if (text === '') return { state: 'refused', why: words`the step's summary has no room left (1 MiB)` }
    await appendFile(file, text)
    return { state: 'written' }
  } catch (error) {
    return { state: 'refused', why: words`the summary file cannot be written: ${outside(String(error))}` }
  }
}

/** Bytes that the file holds; a file that is not there yet holds none. */
async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0
    throw error
  }
}
