import { expect, test } from 'vitest'
import type { WayIn } from '../engine/route.ts'
import { joinNetworks } from './join-networks.ts'

const mapped: WayIn = { route: 'mapped-port', host: '127.0.0.1' }
const inNetwork = (network: string): WayIn => ({ route: 'container-address', network })
const own = { name: 'own', aliases: ['target-1'] }

test.each([
  ['the default bridge alone on the host', null, mapped, [], []],
  ['the default bridge, then those it joins', null, mapped, ['mlflow'], ['bridge', 'mlflow']],
  ['the default bridge once, where it is what is joined', null, mapped, ['bridge'], []],
  ['our network in a job container', null, inNetwork('jobs'), ['mlflow'], ['jobs', 'mlflow']],
  ['our network once, where it is what is joined', null, inNetwork('jobs'), ['jobs'], ['jobs']],
  ['the default bridge, where our job container is there', null, inNetwork('bridge'), [], []],
  ['the network of its start first', own, mapped, ['mlflow'], ['own', 'mlflow']],
  ['the network of its start, then ours', own, inNetwork('bridge'), [], ['own', 'bridge']],
])('a container is in %s', (_claim, start, way, joined, expected) => {
  expect(joinNetworks(start, way, joined).map(({ name }) => name)).toEqual(expected)
})

test('its names hold in the network of its start only', () => {
  const networks = joinNetworks(own, mapped, ['mlflow'])
  expect(networks).toEqual([own, { name: 'mlflow', aliases: [] }])
})
