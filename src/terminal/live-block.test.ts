import { describe, expect, test } from 'vitest'
import { LiveBlock } from './live-block.ts'
import { Screen } from './test/screen.ts'

function blockOn(screen: Screen): LiveBlock {
  return new LiveBlock({ write: (text) => screen.write(text), columns: () => screen.columns })
}

describe('a block of lines', () => {
  test('is drawn again in place, with nothing left of what was longer or had more lines', async () => {
    const screen = new Screen(20)
    const block = blockOn(screen)
    block.draw(['a long first line', 'second', 'third'])
    block.draw(['short', '2nd'])
    expect(await screen.text()).toBe('short\n2nd\n')
  })

  test('lets lines scroll above it', async () => {
    const screen = new Screen(20, 6)
    const block = blockOn(screen)
    block.print('before')
    block.draw(['one', 'two'])
    for (const line of [1, 2, 3, 4, 5]) block.print(`line ${line}`)
    block.draw(['one', 'TWO'])
    expect(await screen.text()).toBe('before\nline 1\nline 2\nline 3\nline 4\nline 5\none\nTWO\n')
  })

  test('lets lines scroll above it that are wider than the terminal', async () => {
    const screen = new Screen(10)
    const block = blockOn(screen)
    block.draw(['one', 'two'])
    block.print('a line of more')
    block.draw(['1', '2'])
    expect(await screen.text()).toBe('a line of \nmore\n1\n2\n')
  })

  test('is one write for each change, and none where nothing changed', () => {
    const screen = new Screen(20)
    const block = blockOn(screen)
    block.draw(['one', 'two'])
    block.draw(['one', 'two'])
    block.draw(['one', 'TWO'])
    block.print('line')
    expect(screen.writes).toHaveLength(3)
  })

  test('covers old lines before anything is emptied: nothing flickers', () => {
    const screen = new Screen(20)
    const block = blockOn(screen)
    block.draw(['one', 'two'])
    block.draw(['ONE', 'TWO'])
    expect(screen.writes.at(-1)).toBe('\r\u001B[2AONE\u001B[K\nTWO\u001B[K\n\u001B[J')
  })

  test('hides the cursor while it stands and gives it back', async () => {
    const screen = new Screen(20)
    const block = blockOn(screen)
    block.print('before')
    expect(screen.cursorIsShown).toBe(true)
    block.draw(['one', 'two'])
    expect(screen.cursorIsShown).toBe(false)
    block.clear()
    expect(screen.cursorIsShown).toBe(true)
    block.print('after')
    expect(await screen.text()).toBe('before\nafter\n')
  })

  test('writes nothing when it is cleared twice', () => {
    const screen = new Screen(20)
    const block = blockOn(screen)
    block.clear()
    block.draw(['one'])
    block.clear()
    block.clear()
    expect(screen.writes).toHaveLength(2)
  })

  test('covers the sign of a Ctrl-C, which the terminal echoes into it', async () => {
    const screen = new Screen(20)
    const block = blockOn(screen)
    block.draw(['one', 'two'])
    screen.write('^C')
    block.clear()
    block.print('after')
    expect(await screen.text()).toBe('after\n')
  })

  test.each([
    [30, 12],
    [30, 7],
    [12, 30],
  ])('stays in its place when %i columns become %i', async (before, after) => {
    const screen = new Screen(before)
    const block = blockOn(screen)
    const width = (columns: number) => ['#'.repeat(columns - 1), '='.repeat(columns - 1)]
    block.print('before')
    block.draw(width(before))
    await screen.resize(after)
    block.draw(width(after))
    expect(await screen.text()).toBe(`before\n${width(after).join('\n')}\n`)
  })
})
