import type { Words } from './outside.ts'

/** What reading a text gave: a value, or what is wrong with the text (`text`) and what to write instead (`fix`). */
export type Parsed<T> = { readonly state: 'value'; readonly value: T } | Wrong

export type Wrong = { readonly state: 'wrong'; readonly text: Words; readonly fix: Words }

export function parsed<T>(value: T): Parsed<T> {
  return { state: 'value', value }
}

export function wrong(text: Words, fix: Words): Wrong {
  return { state: 'wrong', text, fix }
}
