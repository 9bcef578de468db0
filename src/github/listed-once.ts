import type { Comment, Comments } from './comment-api.ts'

/**
 * The comments of a pull request for several gates, one after the other: what one has listed is not asked for again by the next, and says what has been
 * written since. One that is made stands at the end of the last page, which is then listed anew, so that whatever another run has made meanwhile is seen as
 * before. One that is removed moves all that follow it: then nothing is known any more.
 */
export function listedOnce(comments: Comments): Comments {
  const pages = new Map<number, readonly Comment[]>()
  return {
    async list(page) {
      const listed = pages.get(page) ?? (await comments.list(page))
      pages.set(page, listed)
      return listed
    },
    async create(body) {
      pages.delete(Math.max(0, ...pages.keys()))
      return await comments.create(body)
    },
    head: () => comments.head(),
    identify: (nodeIds) => comments.identify(nodeIds),
    async update(id, body) {
      await comments.update(id, body)
      for (const [page, listed] of pages) {
        pages.set(
          page,
          listed.map((comment) => (comment.id === id ? { ...comment, body } : comment)),
        )
      }
    },
    async remove(id) {
      pages.clear()
      await comments.remove(id)
    },
  }
}
