import type { DraftRequest } from '../draft.ts'

const LONGEST_NAME = 40

/** A short name made from a path: `/v1/items/{id}` is `items`, `/` is `index`. */
export function requestName(path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && !part.includes('{'))
  const last = (parts.at(-1) ?? '').replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^-+|-+$/g, '')
  return last === '' ? 'index' : last.slice(0, LONGEST_NAME)
}

/** Requests of one name get numbers: `items`, `items-2`. */
export function uniqueNames(requests: readonly DraftRequest[]): readonly DraftRequest[] {
  const taken = new Set<string>()
  return requests.map((request) => {
    let name = request.name
    for (let count = 2; taken.has(name); count++) name = `${request.name}-${count}`
    taken.add(name)
    return { ...request, name }
  })
}
