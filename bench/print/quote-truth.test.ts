import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { quoteTruth, readTruthCells } from './quote-truth.ts'

const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')

const PAGE = `
<!-- truth:begin -->

### constant 50 ms

| generator | p50, said (true) | p95, said (true) | p99, said (true) | answers |
| :-------- | :--------------- | :--------------- | :--------------- | ------: |
| ours      | 50.5 (50.0)      | 51.0 (50.0)      | 52.0 (51.0)      |     320 |
| theirs    | 50.2 (50.0)      | none (50.0)      | **58.0** (51.0)  |     304 |

### closes

| generator | p50, said (true) | p95, said (true) | p99, said (true) | answers |
| :-------- | :--------------- | :--------------- | :--------------- | ------: |
| ours      | 50.1 (50.0)      | 50.0 (50.0)      | 51.0 (51.0)      |     320 |
| theirs    | **521** (51.1)   | none (50.0)      | 51.0 (51.0)      |     304 |

<!-- truth:end -->
`

describe('what is quoted of bench:truth', () => {
  it('is the cell furthest from the truth, for each generator and percentile', () => {
    const [, , ours, theirs] = quoteTruth(PAGE)
      .split('\n')
      .map((line) => line.split('|').map((cell) => cell.trim()))
    expect(ours).toEqual([
      '',
      'ours',
      '50.5 (50.0), constant 50 ms',
      '51.0 (50.0), constant 50 ms',
      '52.0 (51.0), constant 50 ms',
      '',
    ])
    expect(theirs).toEqual(['', 'theirs', '**521 (51.1), closes**', 'none', '**58.0 (51.0), constant 50 ms**', ''])
  })

  it('is refused where there are no tables', () => {
    expect(() => readTruthCells('<!-- truth:begin -->\n<!-- truth:end -->')).toThrow('no tables')
  })

  it('stands in the README as the tables of the benchmarks say it', () => {
    const quoted = /<!-- quoted-truth:begin -->\n+([\s\S]*?)\n+<!-- quoted-truth:end -->/.exec(read('../../README.md'))
    expect(quoted?.[1]).toBe(quoteTruth(read('../README.md')))
  })
})
