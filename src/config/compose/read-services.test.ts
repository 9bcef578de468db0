import { expect, it } from 'vitest'
import { ConfigError } from '../../model/errors.ts'
import { readServices } from './read-services.ts'

it('gives the services by their names, tags of compose or not', () => {
  const text = 'services:\n  api: { image: a }\n  db: { image: b, ports: !reset [] }\n'
  expect(readServices({ text, name: 'compose.yml' }).entries.map(({ key }) => key)).toEqual(['api', 'db'])
})

it.each(['', 'services: {}', 'services: [a]', 'services: {', '- a'])('%j has none', (text) =>
  expect(() => readServices({ text, name: 'compose.yml' })).toThrow(ConfigError))
