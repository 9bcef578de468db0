import { expect, test } from 'vitest'
import { smallConfig } from '../../stories/test/small-world.ts'
import type { BaselineConfig } from '../config.ts'
import { plainText } from '../outside.ts'
import { makePlan } from './plan.ts'
import { previewPairing } from './preview-pairing.ts'

const GIB = 2 ** 30

test.each([
  ['an image that is named is said', { image: 'api:0' }, 6, 8, 'compared with image api:0, both started fresh'],
  [
    'without a name it depends on what is found',
    {},
    null,
    8,
    'where a baseline is found, compared with its image, both',
  ],
  ['a small machine has them in turn', { image: 'api:0' }, 6, 0.5, 'compared with image api:0, one after the other'],
  ['too few rounds are the reason', { image: 'api:0' }, 3, 8, 'compared with no image: "rounds: 3" is less than the 6'],
  ['stored numbers need no image', { compare: 'stored' }, 6, 8, 'compared with the numbers of a stored baseline'],
  ['nothing is compared where nobody wants it', { compare: 'none' }, 6, 8, 'compared with nothing'],
] as const)('%s', (_, baseline: Partial<BaselineConfig>, rounds, gib, said) => {
  const plain = smallConfig({ rounds })
  const config = { ...plain, baseline: { ...plain.baseline, ...baseline } }
  const [line, ...more] = previewPairing(makePlan(config, 1), config, { memoryBytes: gib * GIB }).map(plainText)
  expect(line).toContain(said)
  expect(more).toEqual([])
})
