import { expect, it } from 'vitest'
import { neededServices } from './needed-services.ts'
import { readServices } from './read-services.ts'

const text = `services:
  ui: { depends_on: [api] }
  api: { depends_on: { mlflow: { condition: service_healthy }, db: {} } }
  mlflow: { depends_on: [db, api] }
  db: {}
`

it.each([
  ['db', ['db']],
  ['ui', ['ui', 'api', 'mlflow', 'db']],
  ['mlflow', ['mlflow', 'db', 'api']],
])('%s needs %j, also where they depend on each other', (name, needed) =>
  expect(neededServices(readServices({ text, name: 'compose.yml' }), name)).toEqual(needed))
