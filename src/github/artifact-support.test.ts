import { expect, test } from 'vitest'
import { plainText } from '../model/outside.ts'
import { whyNoUpload } from './artifact-support.ts'

const ENV = {
  ACTIONS_RUNTIME_TOKEN: 'token',
  ACTIONS_RESULTS_URL: 'https://results.example/',
  GITHUB_SERVER_URL: 'https://github.com',
}

test.each([
  'https://github.com',
  'https://acme.ghe.com',
  'http://x.localhost',
  undefined,
])('%s takes uploads', (server) => {
  expect(whyNoUpload({ ...ENV, GITHUB_SERVER_URL: server })).toBeNull()
})

test.each<[string, object, RegExp]>([
  ['under act', { ACT: 'true' }, /^act has no artifact service/],
  [
    'on a server of its own',
    { GITHUB_SERVER_URL: 'https://git.acme.example' },
    /^the artifact service of git\.acme\.example takes/,
  ],
  [
    'on a server that only ends like one',
    { GITHUB_SERVER_URL: 'https://notgithub.com' },
    /^the artifact service of notgithub\.com takes/,
  ],
  ['without a runtime token', { ACTIONS_RUNTIME_TOKEN: '' }, /^this run has no artifact service/],
  ['without a results service', { ACTIONS_RESULTS_URL: undefined }, /^this run has no artifact service/],
])('nothing is uploaded %s, and the way by file is named', (_, env, why) => {
  const said = plainText(whyNoUpload({ ...ENV, ...env }) ?? [])
  expect(said).toMatch(why)
  expect(said).toContain('"baseline-path"')
})
