/** Reproducible builds put the epoch there, and some builders nothing: neither says when. */
export function buildTime(created: string | undefined): string | null {
  const time = Date.parse(created ?? '')
  return Number.isNaN(time) || new Date(time).getUTCFullYear() <= 1980 ? null : new Date(time).toISOString()
}
