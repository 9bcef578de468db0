import { outside, words } from '../model/outside.ts'
import { type Parsed, parsed, type Wrong, wrong } from '../model/parsed.ts'

/** What the runner holds for itself; none of it may travel to the image under test. */
const RUNNERS_OWN = /^(?:ACTIONS_.*|INPUT_.*|GITHUB_TOKEN)$/i

export function isRunnersOwn(name: string): boolean {
  return RUNNERS_OWN.test(name)
}

/** Whether a container can have a variable of this name. */
export function isVariableName(text: string): boolean {
  return /^[^\s=\p{Cc}]+$/u.test(text) && text !== '__proto__'
}

/** A text with all its variables filled in, or everything that is wrong with them. */
export type Filled =
  | { readonly state: 'filled'; readonly text: string }
  | { readonly state: 'wrong'; readonly wrongs: readonly Wrong[] }

/**
 * Fills in a text from the environment.
 *
 *     text     = { "$${" | variable | character }
 *     variable = "${" name "}" ; name = letter or "_" followed by letters, digits, "_"
 *
 * `$${` is the text `${`; a `$` alone is itself. Never puts a value into a message. Every variable that is wrong is told.
 */
export function fillIn(text: string, env: Readonly<Record<string, string | undefined>>): Filled {
  const wrongs: Wrong[] = []
  const filled = text.replace(
    /\$\$\{|\$\{(\{?)([^}]*)(\}?)/g,
    (whole: string, second: string | undefined, name = '', end = '') => {
      if (second === undefined) return '${'
      const value = lookUp({ whole, expression: second !== '', name, closed: end !== '' }, env)
      if (value.state === 'value') return value.value
      wrongs.push(value)
      return ''
    },
  )
  return wrongs.length === 0 ? { state: 'filled', text: filled } : { state: 'wrong', wrongs }
}

type Variable = {
  readonly whole: string
  readonly expression: boolean
  readonly name: string
  readonly closed: boolean
}

function lookUp(variable: Variable, env: Readonly<Record<string, string | undefined>>): Parsed<string> {
  const { whole, name } = variable
  if (variable.expression) {
    return wrong(
      words`\${{ … }} is a GitHub expression, which is not evaluated here`,
      words`Set an environment variable in the workflow (env:) and write \${NAME}; for the text itself write $\${{`,
    )
  }
  if (!variable.closed)
    return wrong(words`"\${" has no closing "}"`, words`Write \${NAME}, or $\${ for the text itself.`)
  if (!/^[A-Za-z_]\w*$/.test(name)) {
    return wrong(
      words`"${outside(whole)}" is not the name of a variable`,
      words`Write \${NAME} with letters, digits and _ only (no defaults), or $\${ for the text itself.`,
    )
  }
  if (isRunnersOwn(name)) {
    return wrong(
      words`"${outside(whole)}" is refused: it would hand the runner's own inputs or credentials to the image under test`,
      words`Set a variable with a name of your own (env: in the workflow) and write that name.`,
    )
  }
  const value = Object.hasOwn(env, name) ? env[name] : undefined
  if (value !== undefined) return parsed(value)
  return wrong(
    words`the environment variable ${outside(name)} is not set`,
    words`Set ${outside(name)} (env: in the workflow, export in a shell), or write $\${ for the text itself.`,
  )
}
