import { expect, it } from 'vitest'
import { repositoryOf } from './repository.ts'

it.each<[string, string | null]>([
  ['acme/api', 'acme/api'],
  ['acme/api:1', 'acme/api'],
  ['docker.io/library/nginx:1.25', 'nginx'],
  ['localhost:5000/acme/api', 'localhost:5000/acme/api'],
  ['localhost:5000/acme/api:1@sha256:00', 'localhost:5000/acme/api'],
  [`sha256:${'1'.repeat(64)}`, null],
])('the repository of %s is %s', (image, repository) => expect(repositoryOf(image)).toBe(repository))
