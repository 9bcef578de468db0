import { describe, expect, it } from 'vitest'
import { stageSamples } from '../../fixtures/results.ts'
import { proxyOf, targetSpec } from '../../fixtures/specs.ts'
import { dropBrokenSecret, mask, maskExamples, secretsOf } from './mask.ts'
import { outside } from './outside.ts'

const env = {
  TOKEN: 'tok-en',
  MODE: 'on',
  KEY: 'line one\nline two',
  LONG: 'tok-en-long',
  QUOTED: 'abc"q',
  SPACED: 'a b/c',
}
const headers = { Authorization: 'Bearer abc.def', 'content-type': 'application/json' }
const query = { headers: {}, secretQuery: { writtenPath: '/a', values: ['k&y 1', 'k%26y%201'] } }
const balancer = proxyOf(targetSpec({ env: { PROXY_KEY: 'proxy-key' } }))
const secrets = secretsOf({ env, balancer }, [{ headers }, query])

describe('mask', () => {
  it.each([
    ['got tok-en here, and tok-en', 'got *** here, and ***'],
    ['tok-en-long is masked whole', '*** is masked whole'],
    ['of a proxy too: proxy-key', 'of a proxy too: ***'],
    ['mode on stays', 'mode on stays'],
    ['one line of a value: line two', 'one line of a value: ***'],
    ['Authorization: Bearer abc.def', 'Authorization: ***'],
    ['token abc.def', 'token ***'],
    ['application/json is no secret', 'application/json is no secret'],
    ['{"json":"abc\\"q"}', '{"json":"***"}'],
    ['{"json":"line one\\nline two"}', '{"json":"***"}'],
    ['?in=a%20b%2Fc&b=1', '?in=***&b=1'],
    ['GET /a?key=k%26y%201 with k&y 1', 'GET /a?key=*** with ***'],
    ['a pattern is none: abcxdef', 'a pattern is none: abcxdef'],
  ])('%j reads %j', (text, expected) => expect(mask(text, secrets)).toBe(expected))

  it('takes a value that is not valid Unicode as it is', () =>
    expect(mask('x \ud800abc y', secretsOf(targetSpec({ env: { A: '\ud800abc' } }), []))).toBe('x *** y'))
})

describe('dropBrokenSecret', () => {
  const given = ['tok-en-long', 'tok-en', 'abcd', 'cdef']
  it.each([
    ['ends with a part: tok-', 'ends with a part: '],
    ['ends with a part of the longer: tok-en-l', 'ends with a part of the longer: '],
    ['a whole one stays, to be masked: tok-en-long', 'a whole one stays, to be masked: tok-en-long'],
    ['what is whole but may go on: abcd', 'what is whole but may go on: '],
    ['nothing here', 'nothing here'],
    ['', ''],
  ])('%j becomes %j', (text, expected) => expect(dropBrokenSecret(text, given)).toBe(expected))
})

it('hides secrets in the examples of all phases of a stage', () => {
  const failures = [
    { kind: 'other', status: null, count: 1, firstMs: 0, lastMs: 0, example: outside('got tok-en-long and tok-e') },
  ] as const
  const { perRequest } = stageSamples({ failures })
  const spawn = { seconds: 1, ok: 0, failed: 1, perRequest }
  const masked = maskExamples({ ...stageSamples({ failures }), spawn }, ['tok-en-long', 'tok-en'])
  const examples = [masked.perRequest, masked.spawn?.perRequest].map((of) => of?.[0]?.failures[0]?.example)
  expect(examples).toEqual([outside('got *** and '), outside('got *** and ')])
  expect(maskExamples(stageSamples({ failures }), []).spawn).toBeNull()
})
