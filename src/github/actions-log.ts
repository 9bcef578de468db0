import { endGroup, info, startGroup } from '@actions/core'
import { type Words, words } from '../model/outside.ts'
import type { Log } from '../ports.ts'
import { logLine, plainLine } from '../reports/escape.ts'
import { createPacer, progressLine } from '../reports/progress-line.ts'

/** The runner's log, and the warnings that were given, in order, for one annotation at the end (`annotateWarnings`). */
export type ActionsLog = Log & { readonly warnings: readonly Words[] }

/**
 * A running commentary for the Actions runner, on standard output. Warnings are plain lines: a step may have ten warning
 * annotations only. Nothing from outside can become a workflow command.
 */
export function createActionsLog(): ActionsLog {
  const isDue = createPacer()
  const groups = createGroups()
  const warnings: Words[] = []
  return {
    warnings,
    async group(title, body) {
      groups.open(title)
      try {
        return await body()
      } finally {
        groups.close()
      }
    },
    say: (sentence) => info(plainLine(sentence)),
    warn(sentence) {
      warnings.push(sentence)
      info(`Warning: ${plainLine(sentence)}`)
    },
    quote(title, lines) {
      groups.open(title)
      for (const line of lines) info(logLine(line))
      groups.close()
    },
    progress(now) {
      if (isDue(now)) info(progressLine(now))
    },
  }
}

/** The runner's log has one level of groups, so a group inside a group is a heading line of the outer one. */
function createGroups(): { open(title: string): void; close(): void } {
  let depth = 0
  return {
    open(title) {
      const line = plainLine(words`${title}`)
      if (depth === 0) startGroup(line)
      else info(`${line}:`)
      depth += 1
    },
    close() {
      depth -= 1
      if (depth === 0) endGroup()
    },
  }
}
