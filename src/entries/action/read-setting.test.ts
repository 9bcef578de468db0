import { describe, expect, test } from 'vitest'
import type { InputName } from '../../github/inputs.ts'
import { readSetting } from './read-setting.ts'

type Inputs = Partial<Record<InputName, string>>

function read(inputs: Inputs, event = 'pull_request') {
  return readSetting((name) => inputs[name] ?? null, { GITHUB_EVENT_NAME: event })
}

test('without any input it is a gate that always comments, by a key that is made', () => {
  expect(read({})).toEqual({ mode: 'gate', comment: { gate: 'always', capacity: 'never' }, key: null })
})

test.each([
  ['a gate and a capacity run alike where somebody asks', { comment: 'on-failure' }, {}, 'on-failure', 'on-failure'],
  ['nothing under act', {}, { ACT: 'true' }, 'never', 'never'],
  ['under act what somebody asks for', { comment: 'always' }, { ACT: 'true' }, 'always', 'always'],
] as const)('%s is commented on', (_, inputs, env, gate, capacity) => {
  const given: Inputs = inputs
  expect(readSetting((name) => given[name] ?? null, env).comment).toEqual({ gate, capacity })
})

test('what is wrong is told at once, each with its input', () => {
  const inputs = { mode: 'x', comment: 'sometimes', key: 'a b', 'allow-untrusted-event': 'yes' }
  expect(() => read(inputs)).toThrow(
    /input "mode".*\n.*\ninput "comment".*\n.*\ninput "key".*\n.*\ninput "allow-untrusted-event": "yes" is neither/,
  )
})

describe('an event that anybody can cause in a job with secrets', () => {
  test.each(['pull_request_target', 'workflow_run', 'issue_comment'])('%s: no image is started', (event) => {
    const refused = new RegExp(`${event} gives this job secrets and a token that may write`)
    expect(() => read({}, event)).toThrow(refused)
    expect(() => read({ mode: 'calibrate', 'allow-untrusted-event': 'false' }, event)).toThrow(refused)
  })

  test('is let through where the workflow says so, and to comment', () => {
    expect(read({ 'allow-untrusted-event': 'true' }, 'workflow_run').mode).toBe('gate')
    expect(read({ mode: 'comment' }, 'workflow_run').mode).toBe('comment')
  })
})
