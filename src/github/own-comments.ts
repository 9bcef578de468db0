import { type Author, COMMENTS_A_PAGE, type Comment, type Comments, type Identity } from './comment-api.ts'
import { type Marker, readMarker } from './marker.ts'

/** Pages that are looked through: 2,000 comments. */
const MOST_PAGES = 20

/** Comments with a mark, whoever wrote them, oldest first. */
export type Marked = { readonly marked: readonly Comment[]; readonly lastPage: number }

/** Every comment whose mark is the wanted one. */
export async function listMarked(
  comments: Comments,
  isWanted: (marker: Marker) => boolean,
  firstPage: number,
): Promise<Marked> {
  const marked: Comment[] = []
  for (let page = firstPage; ; page += 1) {
    const found = await comments.list(page)
    marked.push(
      ...found.filter(({ body }) => {
        const marker = readMarker(body)
        return marker !== null && isWanted(marker)
      }),
    )
    if (found.length < COMMENTS_A_PAGE || page >= firstPage + MOST_PAGES - 1) return { marked, lastPage: page }
  }
}

export async function identify(comments: Comments, marked: readonly Comment[]): Promise<Identity> {
  if (marked.length === 0) return { login: null, minimized: new Set() }
  return await comments.identify(marked.map(({ nodeId }) => nodeId))
}

/** Who writes with a workflow's own token. */
const WORKFLOW_LOGIN = 'github-actions[bot]'

/** Those that we wrote and nobody has hidden, oldest first. */
export function ownOf(marked: readonly Comment[], { login, minimized }: Identity): readonly Comment[] {
  return marked
    .filter(({ author, nodeId }) => isOwn(author, login ?? WORKFLOW_LOGIN) && !minimized.has(nodeId))
    .sort((one, other) => one.id - other.id)
}

/** GraphQL leaves out the `[bot]` that REST puts after an app's name; a person of that name is somebody else. */
function isOwn(author: Author | null, login: string): boolean {
  if (author === null) return false
  return author.login === login || (author.isBot && author.login === `${login}[bot]`)
}
