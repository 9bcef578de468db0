import { expect, test } from 'vitest'
import { storedBaseline } from '../../../fixtures/results.ts'
import type { Config } from '../../model/config.ts'
import { outside, plainText, words } from '../../model/outside.ts'
import type { Lookup } from '../../model/result/baseline.ts'
import type { BaselineStore, Saved } from '../../ports.ts'
import { type ByPath, baselineByPath } from './baseline-by-path.ts'

const config = { baseline: { path: '/w/b.json' } } as Config
const baseline = storedBaseline([{ rps: [100], p95: [50] }])
const found = (where: string): Lookup => ({ state: 'found', where: outside(where), baseline })
const where = outside('artifact')

/** A store that finds that, and counts what it is given. */
function store(lookup: Lookup, saved: Saved = { state: 'saved', where: 'there' }) {
  const kept: unknown[] = []
  const made: BaselineStore = {
    find: async () => lookup,
    findGate: async () => ({ lookup, doubt: null }),
    async save(_, one) {
      kept.push(one)
      return saved
    },
  }
  return { ...made, kept }
}

const CHANGE = { isChange: true, isBaseBranch: false }
const BASE = { isChange: false, isBaseBranch: true }

/** Whose word counts for the gate. */
async function gateBy(parts: Pick<ByPath, 'artifacts' | 'isChange' | 'isBaseBranch'>) {
  const stores = baselineByPath({ file: store(found('file')), ...parts })
  const compared = await stores.find(config)
  const { lookup, doubt } = await stores.findGate(config, compared)
  return {
    compared: compared.state === 'found' && compared.where.outside,
    gate: lookup.state === 'found' ? lookup.where.outside : lookup.state,
    doubt: doubt === null ? null : plainText(doubt),
  }
}

const DOUBT = 'only the file of "baseline.path" says what the base branch asks, and a change can name another'

test.each<[string, Lookup | null, string, string | null]>([
  ['the base branch has stored one', found('artifact'), 'artifact', null],
  ['that one cannot be used', { state: 'unusable', where, why: words`expired` }, 'unusable', null],
  ['there are some of other gates', { state: 'missing', where, others: true }, 'missing', null],
  ['there is none', { state: 'missing', where, storedBy: 'base-branch' }, 'file', DOUBT],
  ['none can be looked up', { state: 'off' }, 'file', DOUBT],
  ['there can be none', null, 'file', DOUBT],
])('the file of a change serves the comparison alone, where %s', async (_, lookup, gate, doubt) => {
  const artifacts = lookup === null ? null : store(lookup)
  expect(await gateBy({ artifacts, ...CHANGE })).toEqual({ compared: 'file', gate, doubt })
})

test('the base branch is held against its own file', async () => {
  const told = await gateBy({ artifacts: store(found('artifact')), ...BASE })
  expect(told).toEqual({ compared: 'file', gate: 'file', doubt: null })
})

test.each([
  ['the base branch', BASE, 1],
  ['a change', CHANGE, 0],
])('what %s asks is stored as an artifact beside the file: %j', async (_, of, stored) => {
  const [artifacts, file] = [store({ state: 'off' }), store({ state: 'off' })]
  const saved = await baselineByPath({ artifacts, file, ...of }).save(config, baseline)
  expect([saved.state, file.kept.length, artifacts.kept.length]).toEqual(['saved', 1, stored])
})

test('an artifact that could not be stored is told', async () => {
  const artifacts = store({ state: 'off' }, { state: 'not-saved', why: words`no room` })
  const saved = await baselineByPath({ artifacts, file: store({ state: 'off' }), ...BASE }).save(config, baseline)
  expect(saved).toEqual({ state: 'not-saved', why: words`no room` })
})
