import { isMap, parseDocument } from 'yaml'
import type { TargetSpec } from '../../model/config.ts'
import { ConfigError } from '../../model/errors.ts'
import { readConfig } from '../read-config.ts'
import type { ConfigSources } from '../sources.ts'
import { REQUESTS_BLOCK } from './requests-block.ts'

/** Whether nothing else is wrong with a configuration than that it has no requests. */
export function lacksOnlyRequests(error: ConfigError): boolean {
  const [problem, ...others] = error.problems
  return others.length === 0 && problem?.fix === REQUESTS_BLOCK
}

/** The target of a configuration that lacks only its requests; `null` where that cannot be told. */
export function targetWithoutRequests(sources: ConfigSources): TargetSpec | null {
  const { yaml, directory } = sources
  const text = `${withoutKey(yaml?.text ?? '')}\nrequests: [{ name: index, path: / }]\n`
  try {
    return readConfig({ ...sources, yaml: { name: 'config', kind: 'inline', directory, ...yaml, text } }).target
  } catch (error) {
    // A text in brackets, for one, takes no line at its end; the original problem is what the user hears of.
    if (error instanceof ConfigError) return null
    throw error
  }
}

/** The text without its empty `requests:`. It has been read once already, so it is small and well-formed. */
function withoutKey(text: string): string {
  const { contents } = parseDocument(text, { logLevel: 'silent', prettyErrors: false, uniqueKeys: false })
  if (!isMap(contents)) return text
  const [before, after] = contents.items.reduce<readonly [number, number]>(
    (found, { key, value }) => {
      const [start, end] = [rangeOf(key)?.[0], rangeOf(value)?.[1]]
      const isRequests = typeof key === 'object' && key !== null && 'value' in key && key.value === 'requests'
      return isRequests && start !== undefined && end !== undefined ? [start, end] : found
    },
    [text.length, text.length],
  )
  return text.slice(0, before) + text.slice(after)
}

function rangeOf(node: unknown): readonly number[] | null {
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range)) return null
  return node.range.filter((offset): offset is number => typeof offset === 'number')
}
