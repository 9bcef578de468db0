import { describe, expect, test } from 'vitest'
import { joinSections } from './comment-sections.ts'

const sections = [
  { name: 'Verdict', need: 'always', text: 'verdict' },
  { name: 'Large', need: 2, text: 'ä'.repeat(100) },
  { name: 'Empty', need: 1, text: '' },
  { name: 'Small', need: 1, text: 'small' },
  { name: 'Links', need: 'always', text: 'links' },
] as const

describe('sections with a limit', () => {
  test.each([
    [1000, `verdict\n\n${'ä'.repeat(100)}\n\nsmall\n\nlinks\n`],
    [224, `verdict\n\n${'ä'.repeat(100)}\n\nsmall\n\nlinks\n`],
    [300, `verdict\n\n${'ä'.repeat(100)}\n\nsmall\n\nlinks\n`],
    [223, "verdict\n\n_Left out here for their length: Large; Small. The run's summary has them._\n\nlinks\n"],
    [0, "verdict\n\n_Left out here for their length: Large; Small. The run's summary has them._\n\nlinks\n"],
  ])('of %i bytes', (limit, expected) => {
    expect(joinSections(sections, limit)).toBe(expected)
  })

  test('lose the least needed one alone where that is enough', () => {
    const cut = joinSections([...sections, { name: 'End', need: 'always', text: 'x'.repeat(10) }], 100)
    expect(cut).not.toContain('small')
    const more = sections.map((one) => (one.name === 'Small' ? { ...one, text: 'y'.repeat(500) } : one))
    expect(joinSections(more, 400)).toContain('ä'.repeat(100))
  })
})
