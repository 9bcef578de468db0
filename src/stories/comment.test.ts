import { describe, expect, it } from 'vitest'
import { SetupError } from '../model/errors.ts'
import { outside, plainText, words } from '../model/outside.ts'
import type {
  ForeignOrder,
  ForeignOutput,
  ForeignRun,
  ForeignVerdict,
  KnownGates,
  Letter,
  Published,
  TextOfFile,
  Unanswered,
} from '../ports.ts'
import { type CommentWorld, comment } from './comment.ts'
import { Small } from './test/small-world.ts'

const verdict: ForeignVerdict = {
  outcome: 'fail',
  headline: words`Fail: too slow`,
  gateChanged: false,
  isNews: true,
  summary: '',
  comments: [],
}

const WRITTEN: Published = { state: 'written' }

type Given = {
  readonly published?: Published
  readonly summary?: Published
  readonly corrected?: Published
  readonly run?: ForeignRun | null
  readonly left?: readonly Unanswered[]
} & Partial<CommentWorld>

const run: ForeignRun = { pullNumber: 7, place: 'runs-of-ci', commit: 'c'.repeat(40), runUrl: null }

/** Comments for a run that left these files; a judge finds `bad` in those that say so. `events`: what happened, in its order. */
async function commented(files: Readonly<Record<string, TextOfFile | string>>, given: Given = {}) {
  const {
    published = WRITTEN,
    summary = WRITTEN,
    corrected = { state: 'skipped' },
    run: of = run,
    left = [],
    ...parts
  } = given
  const small = new Small()
  const events: string[] = []
  const orders: ForeignOrder[] = []
  const known: KnownGates[] = []
  const letters = Object.entries(files).map(
    ([name, file]): Letter => ({
      name: outside(name),
      about: { ...run, key: { id: name, label: outside(name) }, artifactUrl: null },
      open: async () => {
        events.push(`open ${name}`)
        return typeof file === 'string' ? { state: 'text', text: file } : file
      },
      gateBefore: async () => ({ state: 'unknown', why: words`nobody asked` }),
    }),
  )
  const place = (what: string, state: Published): ForeignOutput => ({
    name: what,
    publish: async (_, { key }) => {
      events.push(`${what} ${key.id}`)
      return state
    },
  })
  const finished = await comment({
    ...small.world(),
    inbox: { receive: async () => ({ run: of, letters, left }) },
    judge: {
      async judge(order) {
        orders.push(order)
        return order.text === 'bad' ? { state: 'bad', why: words`it is bad` } : { state: 'good', verdict }
      },
    },
    comment: {
      ...place('comment', published),
      async correct({ pullNumber }, gates) {
        events.push(`correct ${pullNumber}`)
        known.push(gates)
        return corrected
      },
    },
    outputs: [place('summary', summary)],
    ...parts,
  }).catch((error: unknown) => error)
  return { finished, events, orders, known, said: small.said }
}

const messageOf = ({ finished }: { readonly finished: unknown }) => {
  if (!(finished instanceof SetupError)) throw new Error('it was to be refused')
  return finished.message
}

describe('a comment for another run', () => {
  it('is made for each gate, each opened only when its turn has come', async () => {
    const { events, finished, orders, said } = await commented({ one: 'good', two: 'good' })
    expect(events).toEqual([
      'open one',
      'summary one',
      'comment one',
      'open two',
      'summary two',
      'comment two',
      'correct 7',
    ])
    expect(finished).toEqual([
      { verdict, isShown: true },
      { verdict, isShown: true },
    ])
    expect(orders[1]).toMatchObject({ about: { key: { id: 'two' } }, gateBefore: { state: 'unknown' } })
    expect(said).toEqual([
      'one, pull request 7: Fail: too slow (it is in the comment)',
      'two, pull request 7: Fail: too slow (it is in the comment)',
    ])
  })

  it('is made of what can be used, and what cannot is a warning', async () => {
    const unreadable: TextOfFile = { state: 'unreadable', why: words`it has expired` }
    const { events, said } = await commented({ bad: 'bad', old: unreadable, good: 'good' })
    expect(events).toContain('comment good')
    expect(said.slice(1)).toEqual([
      'warning: A result of that run cannot be used: bad: it is bad',
      'warning: A result of that run cannot be used: old: it has expired',
    ])
  })

  it('says of which gates there is no verdict and why, so that an earlier one does not go on being shown', async () => {
    const over = { key: { id: 'over', label: outside('over') }, why: words`too many` }
    const { known } = await commented({ one: 'good', two: 'bad' }, { left: [over], published: { state: 'skipped' } })
    expect(known.map(({ judged }) => judged.map(({ id }) => id))).toEqual([['one']])
    expect(known[0]?.unanswered.map(({ key, why }) => [key.id, plainText(why)])).toEqual([
      ['over', 'too many'],
      ['two', 'what the run has left of it cannot be used: it is bad'],
    ])
  })

  it('is none where there is no pull request any more', async () => {
    expect(await commented({}, { run: null })).toMatchObject({ finished: [], events: [] })
  })

  it('corrects what was told of earlier commits, also where the run has left nothing', async () => {
    expect(await commented({})).toMatchObject({ finished: [], events: ['correct 7'] })
    const made = await commented({}, { corrected: { state: 'refused', why: words`403` } })
    expect(messageOf(made)).toContain('what was told of earlier commits: 403')
  })

  it('is none where nobody wants one, which is no error', async () => {
    const { finished, said } = await commented({ one: 'good' }, { published: { state: 'skipped' } })
    expect(finished).toEqual([{ verdict, isShown: false }])
    expect(said).toEqual(['one, pull request 7: Fail: too slow (no comment is wanted)'])
  })
})

describe('the run fails', () => {
  it('where nothing that was left can be used', async () => {
    expect(messageOf(await commented({ one: 'bad', two: 'bad' }))).toContain(
      'The run left nothing that can be used: one: it is bad; two: it is bad',
    )
  })

  it('where the pull request could not be told, after all gates had their turn', async () => {
    const made = await commented({ one: 'good', two: 'good' }, { published: { state: 'refused', why: words`403` } })
    expect(made.events).toContain('comment two')
    expect(messageOf(made)).toContain('The pull request could not be told: one: 403; two: 403')
  })

  it('where the place of the comment breaks', async () => {
    const broken = { name: 'comment', publish: () => Promise.reject(new Error('broken')), correct: async () => WRITTEN }
    expect(messageOf(await commented({ one: 'good' }, { comment: broken }))).toContain('one: broken')
  })

  it('not where the summary cannot be written: that is a warning', async () => {
    const { finished, said } = await commented({ one: 'good' }, { summary: { state: 'refused', why: words`full` } })
    expect(finished).toEqual([{ verdict, isShown: true }])
    expect(said).toContain('warning: The summary could not be written: full')
  })

  it('where the file of the only gate cannot be had', async () => {
    const file: TextOfFile = { state: 'unreadable', why: words`${outside('::error::x')}` }
    expect(messageOf(await commented({ one: file }))).toContain(plainText(words`one: ${outside('::error::x')}`))
  })
})
