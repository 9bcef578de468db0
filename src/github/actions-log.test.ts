import { describe, expect, test } from 'vitest'
import { HOSTILE_TEXTS } from '../../fixtures/hostile.ts'
import { driving } from '../../fixtures/progress.ts'
import { captureStdout } from '../../fixtures/stdout.ts'
import { parseWorkflowCommands } from '../../fixtures/workflow-commands.ts'
import { outside, words } from '../model/outside.ts'
import { createActionsLog } from './actions-log.ts'

describe('the log of the Actions runner', () => {
  test('groups, says, warns and quotes; a group inside a group is a heading', async () => {
    const log = createActionsLog()
    const text = await captureStdout(() =>
      log.group('Measuring', async () => {
        log.say(words`image ${outside('a')}`)
        log.warn(words`old image`)
        log.quote('Last lines', [outside('  one')])
      }),
    )
    expect(text).toBe('::group::Measuring\nimage a\nWarning: old image\nLast lines:\n|   one\n::endgroup::\n')
    expect(log.warnings).toEqual([words`old image`])
  })

  test('closes a group also when its body throws, and passes the error on', async () => {
    const log = createActionsLog()
    const text = await captureStdout(() =>
      expect(log.group('Starting', () => Promise.reject(new Error('stopped')))).rejects.toThrow('stopped'),
    )
    expect(text).toBe('::group::Starting\n::endgroup::\n')
  })

  test('obeys nothing that comes from outside', async () => {
    const log = createActionsLog()
    const text = await captureStdout(() => {
      for (const hostile of HOSTILE_TEXTS) {
        log.say(words`${outside(hostile)}`)
        log.warn(words`${outside(hostile)}`)
        log.progress(driving({ stage: hostile }))
      }
      log.quote('Log', HOSTILE_TEXTS.map(outside))
    })
    expect(parseWorkflowCommands(text).map((command) => command.name)).toEqual(['group', 'endgroup'])
  })

  test('prints progress at the start of a stage and then every 5 s of it', async () => {
    const log = createActionsLog()
    const text = await captureStdout(() => {
      for (let elapsedMs = 0; elapsedMs <= 10_000; elapsedMs += 1000) log.progress(driving({ elapsedMs }))
    })
    expect(text.match(/\d+ of 10 s/g)).toEqual(['0 of 10 s', '5 of 10 s', '10 of 10 s'])
  })
})
