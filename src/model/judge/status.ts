import type { StatusRule, StatusSpan } from '../config.ts'

/** Whether a status is among those that are accepted. */
export function acceptsStatus(rule: StatusRule, status: number): boolean {
  return rule === 'any' || rule.some((span) => status >= span.from && status <= span.to)
}

/** The rule as people write it: `2xx`, `200 or 404`, `any status`. */
export function describeStatusRule(rule: StatusRule): string {
  return rule === 'any' ? 'any status' : rule.map(describeSpan).join(' or ')
}

function describeSpan(span: StatusSpan): string {
  if (span.from === span.to) return String(span.from)
  if (span.from % 100 === 0 && span.to === span.from + 99) return `${span.from / 100}xx`
  return `${span.from} to ${span.to}`
}
