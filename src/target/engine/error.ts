import { SetupError } from '../../model/errors.ts'
import { plainText } from '../../model/outside.ts'
import { EngineLost } from './engine-lost.ts'

/** What the engine or the way to it said when a call failed. */
export type EngineError = {
  /** HTTP status; `null` when no answer came. */
  readonly status: number | null
  /** `ECONNREFUSED` and its like; `null` when an answer came. */
  readonly code: string | null
  /** The engine's own words, without what the client library puts around them. */
  readonly message: string
}

/** Reads any thrown value: the client library's errors have `statusCode` and `json`, Node's have `code`. */
export function readEngineError(thrown: unknown): EngineError {
  if (!(thrown instanceof Error)) return { status: null, code: null, message: String(thrown) }
  if (thrown instanceof EngineLost && thrown.cause !== undefined) return readEngineError(thrown.cause)
  if (thrown instanceof SetupError) return { status: null, code: null, message: plainText(thrown.text) }
  const { statusCode, json, code } = thrown as Error & { statusCode?: unknown; json?: unknown; code?: unknown }
  return {
    status: typeof statusCode === 'number' ? statusCode : null,
    code: typeof code === 'string' ? code : null,
    message: ownWords(json) ?? (withoutPreamble(thrown.message) || String(code)),
  }
}

function ownWords(json: unknown): string | null {
  if (typeof json !== 'object' || json === null || !('message' in json)) return null
  return typeof json.message === 'string' ? json.message.trim() : null
}

/** `(HTTP code 500) server error - what the engine said`: where the answer was a stream, that is all there is. */
function withoutPreamble(message: string): string {
  return message.replace(/^\(HTTP code \d+\) .*? - /, '').trim()
}
