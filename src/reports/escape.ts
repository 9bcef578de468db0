import { isOutside, type Outside, tame, type Words } from '../model/outside.ts'

/** Where Markdown goes: a line of its own, or a table cell, in which a pipe would end the cell. */
export type MarkdownPlace = 'line' | 'cell'

/**
 * A sentence as one line of GitHub-flavoured Markdown. Outside text becomes a code span, where no mention, link, reference
 * or HTML can form. Our own text is plain text too: characters that mean something in Markdown are escaped.
 */
export function markdownWords(sentence: Words, place: MarkdownPlace): string {
  const text = joinOutside(sentence)
    .map((part) => (isOutside(part) ? codeSpan(part, place) : ownMarkdown(part, place)))
    .join('')
  return place === 'line' ? escapeBlockStart(text) : text
}

/** A sentence as one line for a log or a terminal. */
export function plainLine(sentence: Words): string {
  const parts = sentence.map((part) => (isOutside(part) ? tame(part) : oneLine(part)))
  return commandSafe(parts.join(''))
}

/** Longest log line that is printed, in characters. */
const LONGEST_LOG_LINE = 1000

/** Widest indentation of a log line that is kept, in characters. */
const WIDEST_INDENT = 40

// biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal's colour and cursor sequences begin with the control character ESC.
const TERMINAL_SEQUENCE = /\u001B\[[0-9;?]*[ -/]*[@-~]/g

/** A line that a container wrote, for a log or a terminal: marked by `| `, indentation kept, colours dropped. */
export function logLine(line: Outside): string {
  return commandSafe(`| ${logText(line)}`.trimEnd())
}

/** What is in such a line, on one line of its own. */
export function logText(line: Outside): string {
  const text = line.outside.replace(TERMINAL_SEQUENCE, '')
  const indent = /^[ \t]*/.exec(text)?.[0].length ?? 0
  const tamed = tame({ outside: text }, LONGEST_LOG_LINE)
  return ' '.repeat(Math.min(indent, WIDEST_INDENT)) + tamed
}

/** Longest line to paste that is printed, in characters: one with a body in it. */
const LONGEST_PASTE_LINE = 20_000

/** A line to be copied from a log or a terminal: at its own indentation, and without a mark before it. */
export function pasteLine(line: Outside): string {
  const indent = /^ */.exec(line.outside)?.[0].length ?? 0
  return commandSafe(' '.repeat(Math.min(indent, WIDEST_INDENT)) + tame(line, LONGEST_PASTE_LINE))
}

/**
 * Text that the Actions runner prints and does not obey. The runner obeys `::name::` at the start of a line, after white
 * space, and the older `##[name]` anywhere in a line, so that a prefix alone is not enough.
 * https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
export function commandSafe(text: string): string {
  return text.replace(/^([^\S\r\n]*)::/gm, '$1: :').replaceAll('##[', '## [')
}

/** Two code spans side by side would run into one fence and open the text to Markdown, so neighbours become one part. */
function joinOutside(sentence: Words): Words {
  const parts: (string | Outside)[] = []
  for (const part of sentence) {
    const last = parts.at(-1)
    if (part === '') continue
    if (last !== undefined && isOutside(last) && isOutside(part)) {
      parts[parts.length - 1] = { outside: last.outside + part.outside }
    } else parts.push(part)
  }
  return parts
}

function codeSpan(part: Outside, place: MarkdownPlace): string {
  const text = tame(part)
  if (text === '') return '(empty)'
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  const pad = text.startsWith('`') || text.endsWith('`') ? ' ' : ''
  return `${fence}${pad}${place === 'cell' ? escapePipes(text) : text}${pad}${fence}`
}

/** Renderers differ on a backslash before an escaped pipe (`\\|`), so the two are kept apart by a space. */
function escapePipes(text: string): string {
  return text.replace(/\\(?=\|)/g, '\\ ').replaceAll('|', '\\|')
}

/** A backtick, backslash or dollar beside a code span would change the span (`$` begins mathematics), so they become entities. */
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '`': '&#96;',
  '\\': '&#92;',
  $: '&#36;',
}

function ownMarkdown(text: string, place: MarkdownPlace): string {
  const escaped = oneLine(text)
    .replace(/[&<`\\$]/g, (character) => ENTITIES[character] ?? character)
    .replace(/[*~[]/g, '\\$&')
    // An underscore inside a word is no emphasis on GitHub.
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
  return place === 'cell' ? escaped.replaceAll('|', '\\|') : escaped
}

/** Keeps the start of a line from becoming a heading, a quote or a list. */
function escapeBlockStart(text: string): string {
  return text.replace(/^(#|>|[+-](?=[\s-]|$))/, '\\$1').replace(/^(\d+)([.)])(?=\s|$)/, '$1\\$2')
}

function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, ' ')
}
