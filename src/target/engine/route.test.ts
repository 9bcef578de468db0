import { describe, expect, test } from 'vitest'
import { SetupError } from '../../model/errors.ts'
import { addressIn, chooseNetwork } from './route.ts'

describe('the network of our own container in which targets are reached', () => {
  test.each([
    ['is the user-defined one', ['bridge', 'jobs'], [], 'jobs'],
    ['is one that the targets join anyway, where we are in it', ['a', 'b', 'c'], ['x', 'b'], 'b'],
    ['is the first by name of several', ['c', 'b'], [], 'b'],
    ['is the default bridge where that is all there is', ['bridge'], ['jobs'], 'bridge'],
    ["is none where we are in the machine's own network", ['host'], [], null],
  ])('%s', (_claim, networks, wanted, expected) => expect(chooseNetwork(networks, wanted)).toBe(expected))

  test.each([[[]], [['none']]])('cannot be had from %j', (networks) => {
    expect(() => chooseNetwork(networks, [])).toThrow(SetupError)
  })
})

describe('the address of a container', () => {
  const networks = {
    a: { IPAddress: '', GlobalIPv6Address: '' },
    b: { IPAddress: '10.0.0.2', GlobalIPv6Address: 'fd00::2' },
    c: { IPAddress: '', GlobalIPv6Address: 'fd00::3' },
  }
  test.each([
    ['is the one in the network', 'b', '10.0.0.2'],
    ['is of version 6 where there is no other', 'c', 'fd00::3'],
    ['is not known once it has ended', 'a', null],
    ['is not known in a network that it is not in', 'd', null],
    ['is any where no network is named', null, '10.0.0.2'],
  ])('%s', (_claim, network, expected) => expect(addressIn(networks, network)).toBe(expected))
})
