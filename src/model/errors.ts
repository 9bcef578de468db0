import { type Outside, plainText, tame, type Words } from './outside.ts'

/** Where a mistake stands: a place in a file, or an input or flag by the name that the user typed. */
export type Place =
  | { readonly kind: 'file'; readonly file: string; readonly line: number; readonly column: number }
  | { readonly kind: 'input'; readonly input: string }

/** One mistake in the configuration: what is wrong and what was found (`text`), and what to do (`fix`). */
export type Problem = { readonly place: Place; readonly text: Words; readonly fix: Words }

/** The configuration cannot be used. Holds every problem that was found, in the order of their places. */
export class ConfigError extends Error {
  readonly problems: readonly Problem[]
  constructor(problems: readonly Problem[]) {
    super(problems.map(describeProblem).join('\n'))
    this.name = 'ConfigError'
    this.problems = problems
  }
}

/** The world is not as the gate needs it: engine, image, limits, start, time. Who must act is the person who runs the gate. */
export class SetupError extends Error {
  readonly text: Words
  readonly fix: Words
  /** The last lines that the container wrote, where it had one. They go to the log, never into a comment. */
  readonly lastLines: readonly Outside[]
  constructor(text: Words, fix: Words, options: { lastLines?: readonly Outside[]; cause?: unknown } = {}) {
    super(`${plainText(text)}\n  ${plainText(fix)}`, { cause: options.cause })
    this.name = 'SetupError'
    this.text = text
    this.fix = fix
    this.lastLines = options.lastLines ?? []
  }
}

/** The run was stopped from outside (a signal). Not a verdict. */
export class InterruptedError extends Error {
  readonly signal: string
  constructor(signal: string) {
    super(`interrupted by ${signal}`)
    this.name = 'InterruptedError'
    this.signal = signal
  }
}

/** A place as `file:line:column`, or `input "name"`. */
export function describePlace(place: Place): string {
  if (place.kind === 'input') return `input "${tame({ outside: place.input })}"`
  return `${tame({ outside: place.file })}:${place.line}:${place.column}`
}

/** A problem in two lines: place and what is wrong; what to do. */
export function describeProblem(problem: Problem): string {
  return `${describePlace(problem.place)}: ${plainText(problem.text)}\n  ${plainText(problem.fix)}`
}
