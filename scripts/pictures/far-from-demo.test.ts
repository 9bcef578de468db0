import { describe, expect, it } from 'vitest'
import { image, makeResult, readyRounds } from '../../fixtures/results.ts'
import { farFromDemo } from './far-from-demo.ts'

const run = (ok: number, latencyMs: number) => makeResult({ evidence: readyRounds([[{ ok, latencyMs }]]) })
const DEMO = run(1900, 74)

describe('the run of a picture', () => {
  it('may differ from the demo by as much as starts do', () => {
    expect(farFromDemo(run(1700, 91), DEMO)).toEqual([])
  })

  it('is refused where the machine was busy, with the figures of both', () => {
    expect(farFromDemo(run(330, 688), DEMO)).toEqual([
      'steady: rps 33/s, in the demo 190/s',
      'steady: p95 688 ms, in the demo 74 ms',
    ])
    expect(farFromDemo(run(1900, 74), run(330, 688))).toHaveLength(2)
  })

  it('is refused where it measured nothing', () => {
    expect(farFromDemo(makeResult({ evidence: [] }), DEMO)).toHaveLength(2)
  })

  it('is held against the side that had its image, and against no other', () => {
    const slower = { ...image, id: `sha256:${'cd'.repeat(32)}` }
    const beside = { ...DEMO, images: { candidate: slower, baseline: image } }
    expect(farFromDemo(run(1900, 74), beside)).toHaveLength(2)
    const other = { ...DEMO, images: { candidate: slower, baseline: null } }
    expect(() => farFromDemo(run(1900, 74), other)).toThrow('the demo has not measured ghcr.io/acme')
  })
})
