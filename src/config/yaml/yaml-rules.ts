import { outside, type Words, words } from '../../model/outside.ts'

/** `linesBelow` and `column` move the place to where the mistake really is. */
type Advice = { readonly text: Words; readonly fix: Words; readonly linesBelow?: number; readonly column?: number }
/** A YAML error with its line and the one below. */
export type Spot = {
  readonly code: string
  readonly message: string
  readonly line: string
  readonly next: string
  readonly column: number
}

/** The answer of the first rule that knows the line. */
export function advise(spot: Spot): Advice {
  for (const rule of RULES) {
    const advice = rule(spot)
    if (advice !== null) return advice
  }
  const fix = words`Look at this line: ${outside(spot.line.trim())}`
  return { text: words`YAML cannot be read here: ${outside(spot.message)}`, fix }
}

/** In this order: the first that knows the line answers. */
const RULES: readonly ((spot: Spot) => Advice | null)[] = [
  tab,
  expression,
  commentInBrackets,
  bracesInPath,
  bracketsInKey,
  loneStar,
  reservedStart,
  twoColons,
  blockSign,
  missingSpace,
  openQuote,
  openFlow,
  valueAndKeys,
  indentation,
]

function tab({ line, code }: Spot): Advice | null {
  const indent = /^ *\t/.exec(line)
  if (indent === null && code !== 'TAB_AS_INDENT') return null
  return {
    text: words`a tab indents this line`,
    fix: words`YAML indents with spaces only: replace the tab.`,
    column: line.indexOf('\t') + 1,
  }
}

function expression({ line }: Spot): Advice | null {
  const found = /\$\{\{.*?(?:\}\}|$)/.exec(line)
  if (found === null) return null
  return {
    text: words`${outside(found[0])} is a GitHub expression, which is not evaluated in this file`,
    fix: words`Give the value as an input of the action, or set it as an environment variable and write '\${NAME}' in quotes.`,
    column: found.index + 1,
  }
}

function commentInBrackets({ line }: Spot): Advice | null {
  const found = /[\s:]#([^\s,}\]]*)/.exec(line)
  if (found === null || openBracket(withoutComment(line)) === null || openBracket(line) !== null) return null
  return {
    text: words`"#" begins a comment here, so the bracket before it is never closed`,
    fix: words`Quote it: "#${outside(found[1] ?? '')}".`,
    column: found.index + 2,
  }
}

function bracesInPath({ line, code }: Spot): Advice | null {
  if (code !== 'UNEXPECTED_TOKEN' && code !== 'BAD_INDENT' && code !== 'MISSING_CHAR') return null
  const found = /[{[,].*?: +([^\s'",{}[\]]+(?:\{[^{}]*\}|\[[^[\]]*\])[^\s,}\]]*)/.exec(line)
  if (found?.[1] === undefined) return null
  return {
    text: words`${outside(found[1])} breaks the brackets around it`,
    fix: words`Quote it: '${outside(found[1])}'.`,
    column: line.indexOf(found[1]) + 1,
  }
}

/** `{ json: { predictions[0].class: 2 } }` */
function bracketsInKey({ line }: Spot): Advice | null {
  const found = /[{,] *([^\s'",{}[\]:]+(?:\[[^\s[\]{},:]*\][^\s,{}[\]:]*)+):(?: |$)/.exec(line)
  if (found?.[1] === undefined) return null
  return {
    text: words`the key ${outside(found[1])} breaks the brackets around it`,
    fix: words`Quote it: '${outside(found[1])}': …`,
    column: line.indexOf(found[1]) + 1,
  }
}

/** `stage: *` */
function loneStar({ line }: Spot): Advice | null {
  const found = /(?:: +|- +)(\*)(?=\s*(?:$|[,}\]#]))/d.exec(line)
  const start = found?.indices?.[1]?.[0]
  if (start === undefined) return null
  return { text: words`"*" begins an alias in YAML`, fix: words`Quote it: '*'.`, column: start + 1 }
}

function reservedStart({ code, line, column }: Spot): Advice | null {
  if (code !== 'BAD_SCALAR_START') return null
  const rest = withoutComment(line.slice(column - 1)).trim()
  return {
    text: words`a value cannot begin with "${outside(rest.slice(0, 1))}"`,
    fix: words`Quote it: '${outside(rest)}'.`,
  }
}

function twoColons({ code, line }: Spot): Advice | null {
  if (code !== 'BLOCK_AS_IMPLICIT_KEY') return null
  const threshold = /^\s*- +([^:]+): +([^:]+): +([<>].*)$/.exec(withoutComment(line))
  if (threshold !== null) {
    const [, stage = '', metric = '', rule = ''] = threshold
    return {
      text: words`a threshold has a colon after its stage only`,
      fix: words`Write - ${outside(stage)}: ${outside(metric)} ${outside(rule.trim())}`,
    }
  }
  const pair = /^\s*(?:- +)?([^:]+): +([^'"].*: .*)$/.exec(withoutComment(line))
  if (pair === null) return null
  const [, key = '', value = ''] = pair
  return {
    text: words`the value of "${outside(key)}" holds a colon followed by a space`,
    fix: words`Quote it: ${outside(key)}: '${outside(value.trim())}'.`,
  }
}

function blockSign({ message, line }: Spot): Advice | null {
  if (!/[Bb]lock scalar|Not a YAML token/.test(message)) return null
  const found = /[>|].*$/.exec(line)?.[0] ?? ''
  return {
    text: words`"${outside(found.slice(0, 1))}" begins a block of text in YAML`,
    fix: words`Quote the value: '${outside(found.trim())}'.`,
  }
}

function missingSpace({ code, line }: Spot): Advice | null {
  const found = /^\s*(?:- +)?([\w-]+):([^\s/].*)$/.exec(line)
  if (code !== 'MULTILINE_IMPLICIT_KEY' && code !== 'MISSING_CHAR') return null
  if (found === null) return null
  const [, key = '', value = ''] = found
  return {
    text: words`there is no space after "${outside(key)}:"`,
    fix: words`Write ${outside(key)}: ${outside(value)}`,
  }
}

function openQuote({ message }: Spot): Advice | null {
  const quote = /Missing closing (.)quote/.exec(message)?.[1]
  if (quote === undefined) return null
  return {
    text: words`the quote ${quote} that opens here is never closed`,
    fix: words`Close it in the same line with another ${quote}.`,
  }
}

function openFlow({ message, line, column }: Spot): Advice | null {
  if (!/^Flow (?:map|sequence)/.test(message)) return null
  const bracket = line[column - 1] === '[' ? '[' : '{'
  return {
    text: words`the bracket ${bracket} that opens here is never closed`,
    fix: words`Close it with ${bracket === '[' ? ']' : '}'} and indent all lines inside it.`,
  }
}

function valueAndKeys({ code, line, next }: Spot): Advice | null {
  const found = /^\s*(?:- +)?([^\s:#]+):\s+\S/.exec(line)
  const indent = (text: string) => text.search(/\S/)
  if (code !== 'BLOCK_AS_IMPLICIT_KEY' || found === null || indent(next) <= indent(line)) return null
  return {
    text: words`this line is indented below "${outside(found[1] ?? '')}", which has a value already`,
    fix: words`Begin it in the same column as the line above, or remove that value.`,
    linesBelow: 1,
    column: indent(next) + 1,
  }
}

function indentation({ code, line }: Spot): Advice | null {
  if (!['BLOCK_AS_IMPLICIT_KEY', 'MULTILINE_IMPLICIT_KEY', 'BAD_INDENT', 'MISSING_CHAR'].includes(code)) return null
  return {
    text: words`this line does not fit the lines around it: ${outside(line.trim())}`,
    fix: words`Check its indentation (keys of one map begin in the same column) and that a colon and a space follow its key.`,
  }
}

/** A line without its comment; a "#" in quotes counts as one too, which is near enough to find brackets. */
export function withoutComment(line: string): string {
  return line.replace(/(^|\s)#.*$/, '$1')
}

/** The column of the first bracket that its line leaves open. */
export function openBracket(line: string): number | null {
  const open: number[] = []
  Array.from(line).forEach((character, index) => {
    if (character === '{' || character === '[') open.push(index + 1)
    if (character === '}' || character === ']') open.pop()
  })
  return open[0] ?? null
}
