import { expect, it } from 'vitest'
import { readingOf } from '../../../fixtures/config/reading.ts'
import { readNetwork } from './read-network.ts'

const ENV = { NETWORK: 'github_network_1a', WRONG: 'hush hush', HOST: 'host' }

it.each<[string, string | null, string]>([
  ['{}', null, ''],
  ['{ network: jobs_default }', 'jobs_default', ''],
  [`{ network: '\${NETWORK}' }`, 'github_network_1a', ''],
  [`{ network: '\${UNSET}' }`, null, 'target.network: the environment variable UNSET is not set'],
  ['{ network: host }', null, 'target.network: "host" cannot be joined'],
  [`{ network: '\${HOST}' }`, null, `target.network: "\${HOST}" is not the name of a network that can be joined`],
  [`{ network: 'a\${WRONG}' }`, null, `target.network: "a\${WRONG}" is not the name of a network`],
])('%s joins %j, and no value of the environment is shown', (given, network, problem) => {
  const { reading, told } = readingOf(`target: ${given}`, { env: ENV })
  expect(readNetwork(reading)).toBe(network)
  expect(told()).toContain(problem)
  expect(told()).not.toContain('hush')
})
