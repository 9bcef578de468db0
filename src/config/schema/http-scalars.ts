import type { StatusRule, StatusSpan } from '../../model/config.ts'
import { outside, words } from '../../model/outside.ts'
import { type Parsed, parsed, wrong } from '../../model/parsed.ts'
import { quoted } from './scalars.ts'

/** Readers of single values that HTTP and TLS give a meaning. */

/** A path (and query) as it is sent. */
export function path(text: string): Parsed<string> {
  if (/^grpcs?:\/\//i.test(text)) {
    return wrong(
      words`${quoted(text)}: gRPC is not supported`,
      words`perf-gate sends HTTP/1.1 requests and reads one response to each. Name an HTTP path like /predict.`,
    )
  }
  if (/^wss?:\/\//i.test(text)) {
    return wrong(
      words`${quoted(text)}: WebSocket is not supported`,
      words`perf-gate sends HTTP/1.1 requests and reads one response to each. Name an HTTP path like /predict.`,
    )
  }
  const address = /^https?:\/\/[^/?#]*(.*)$/i.exec(text)
  if (address !== null) {
    const inside = /^\//.test(address[1] ?? '') ? (address[1] ?? '') : `/${address[1] ?? ''}`
    return wrong(
      words`${quoted(text)} names a server; requests go to the target only`,
      words`Write the path alone: ${outside(inside)}`,
    )
  }
  if (!text.startsWith('/'))
    return wrong(words`${quoted(text)} does not begin with /`, words`Write ${outside(`/${text}`)}`)
  if (text.includes('#'))
    return wrong(
      words`${quoted(text)} has a fragment, which is never sent`,
      words`Write ${outside(text.replace(/#.*$/, ''))}, or %23 for the sign itself.`,
    )
  if (!/^[\x21-\x7e]+$/.test(text) || /["<>\\^`|]/.test(text)) {
    return wrong(
      words`${quoted(text)} holds a character that cannot stand in a path`,
      words`Write it percent-encoded: ${outside(encoded(text))}`,
    )
  }
  return parsed(text)
}

function encoded(text: string): string {
  return text.toWellFormed().replace(/[^\x21-\x7e]|["<>\\^`|]/gu, (character) => encodeURIComponent(character))
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

export function method(text: string): Parsed<string> {
  const upper = text.toUpperCase()
  if ((METHODS as readonly string[]).includes(upper)) return parsed(upper)
  return wrong(words`${quoted(text)} is not a method that can be sent`, words`Write one of ${METHODS.join(', ')}.`)
}

/** `200`, `2xx` or `any`. */
export function status(text: string): Parsed<StatusSpan | 'any'> {
  if (text === 'any') return parsed('any')
  const hundred = /^([1-5])xx$/i.exec(text)
  if (hundred !== null) return parsed({ from: Number(hundred[1]) * 100, to: Number(hundred[1]) * 100 + 99 })
  if (/^[1-5]\d\d$/.test(text)) return parsed({ from: Number(text), to: Number(text) })
  return wrong(
    words`${quoted(text)} is not a status`,
    words`Write a status like 200, a hundred like 2xx, or a list of them like [200, 404].`,
  )
}

/** One status or several as a rule; `any` among others is everything. */
export function statusRule(spans: readonly (StatusSpan | 'any')[]): StatusRule {
  return spans.some((span) => span === 'any') ? 'any' : spans.filter((span) => span !== 'any')
}

/** A host name that a certificate can hold; an address cannot be asked for by TLS's server name. */
export function hostName(text: string): Parsed<string> {
  const label = /^(?!-)[a-zA-Z0-9-]{1,63}(?<!-)$/
  const labels = text.split('.')
  const address = /^[\d.]+$/.test(text) || text.includes(':')
  if (text.length <= 253 && !address && labels.every((one) => label.test(one))) return parsed(text)
  return wrong(
    words`${quoted(text)} is ${address ? 'an address, not a name' : 'not the name of a server'}`,
    words`Write a DNS name that the certificate holds, like localhost or api.example.org.`,
  )
}

/** A media type, like `image/png`. */
export function mediaType(text: string): Parsed<string> {
  if (/^[\w!#$&^.+-]{1,127}\/[\w!#$&^.+-]{1,127}(?:; ?[\w-]+=(?:[\w!#$&^.+-]+|"[\w ,:/.+-]*"))*$/.test(text))
    return parsed(text)
  return wrong(words`${quoted(text)} is not a media type`, words`Write it like image/png or application/octet-stream.`)
}
