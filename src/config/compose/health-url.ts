import { subtree, type Tree } from '../yaml/tree.ts'

export type HealthUrl = { readonly path: string; readonly port: string | null }

/** Where a health check of curl, wget or the like asks; `null` where it asks nothing over HTTP. */
export function healthUrl(healthcheck: Tree | null): HealthUrl | null {
  const test = subtree(healthcheck, ['test'])
  const words = test?.kind === 'list' ? test.items : test === null ? [] : [test]
  const line = words.map((word) => (word.kind === 'scalar' ? word.text : '')).join(' ')
  const url = /\bhttp:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::([^\s/?'"]+))?([/?][^\s'"|;&)]*)?/.exec(line)
  if (url === null) return null
  const path = url[2] ?? '/'
  return { path: path.startsWith('/') ? path : `/${path}`, port: /^\d+$/.test(url[1] ?? '') ? (url[1] ?? null) : null }
}
