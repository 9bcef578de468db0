import { expect, test } from 'vitest'
import { SetupError } from '../../model/errors.ts'
import { plainText } from '../../model/outside.ts'
import { type KnownNetwork, refuseUnjoinable } from './check-network.ts'

const known: readonly KnownNetwork[] = [
  { Name: 'mlflow', Driver: 'bridge', Scope: 'local', Attachable: false },
  { Name: 'bridge', Driver: 'bridge', Scope: 'local', Attachable: false },
  { Name: 'host', Driver: 'host', Scope: 'local', Attachable: false },
  { Name: 'none', Driver: 'null', Scope: 'local', Attachable: false },
  { Name: 'closed', Driver: 'overlay', Scope: 'swarm', Attachable: false },
  { Name: 'open', Driver: 'overlay', Scope: 'swarm', Attachable: true },
]

test.each([['mlflow'], ['bridge'], ['open']])('%s can be joined', (name) => {
  expect(() => refuseUnjoinable(known, name)).not.toThrow()
})

test.each([
  ['mlfow', 'which is no network of the engine; it has bridge, closed, mlflow, open'],
  ['host', 'which a container cannot join besides its own network'],
  ['none', 'which a container cannot join besides its own network'],
  ['closed', 'a network of swarm services that containers may not join'],
])('%s cannot be joined, and the message says why', (name, why) => {
  expect(() => refuseUnjoinable(known, name)).toThrow(SetupError)
  expect(() => refuseUnjoinable(known, name)).toThrow(`"target.network" is ${name}, ${why}`)
})

test('for a network that is not there it says how to make it', () => {
  try {
    refuseUnjoinable([], 'mlflow')
    expect.unreachable()
  } catch (thrown) {
    const fix = thrown instanceof SetupError ? plainText(thrown.fix) : String(thrown)
    expect(fix).toContain('docker network create mlflow')
    expect(fix).toContain('{{ job.services.NAME.network }}')
  }
})
