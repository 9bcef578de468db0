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

/** Who we are, and which of those that may be ours are hidden: what people wrote with our mark in it is not asked about, however much that is. */
export async function identify(comments: Comments, marked: readonly Comment[]): Promise<Identity> {
  let identity: Identity = { login: null, minimized: new Set() }
  const asked = new Set<string>()
  const askFor = async (some: readonly Comment[]) => {
    const ids = some.map(({ nodeId }) => nodeId).filter((id) => !asked.has(id))
    for (let start = 0; start < ids.length; start += IDS_A_CALL) {
      const slice = ids.slice(start, start + IDS_A_CALL)
      const { login, minimized } = await comments.identify(slice)
      for (const id of slice) asked.add(id)
      identity = { login: login ?? identity.login, minimized: new Set([...identity.minimized, ...minimized]) }
    }
  }
  const [bots, people] = [marked.filter(isOfBot), marked.filter((comment) => !isOfBot(comment))]
  // Of people only who we are can say whose are ours: with the token of a person.
  await askFor(bots)
  if (bots.length === 0 && people.length > 0) await askFor(people.slice(0, 1))
  const { login } = identity
  if (login !== null) await askFor(people.filter(({ author }) => isOwn(author, login)))
  return identity
}

/** GraphQL refuses more. https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api */
const IDS_A_CALL = 100

function isOfBot({ author }: Comment): boolean {
  return author?.login.endsWith('[bot]') === true
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
