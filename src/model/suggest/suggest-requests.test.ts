import { describe, expect, it } from 'vitest'
import type { DraftRequest } from '../draft.ts'
import { plainText } from '../outside.ts'
import type { Json } from './json.ts'
import { suggestRequests } from './suggest-requests.ts'

const body = (schema: Json) => ({ requestBody: { content: { 'application/json': { schema } } } })

function inShort({ name, weight, method, path, json }: DraftRequest): string {
  return `${name} ×${weight} ${method} ${path}${json === undefined ? '' : ` ${JSON.stringify(json)}`}`
}

function check(paths: Json, expected: readonly string[], rest: { readonly [key: string]: Json } = {}): void {
  expect(suggestRequests({ openapi: '3.1.0', ...rest, paths }).requests.map(inShort)).toEqual(expected)
}

describe('an OpenAPI document suggests', () => {
  it('inference first, with three times the weight, then the pages', () => {
    check(
      {
        '/models/info': { get: {} },
        '/': { get: {} },
        '/predict': { post: body({ required: ['x'], properties: { x: { type: 'number' } } }) },
        '/echo': { post: body({ type: 'string' }) },
      },
      ['predict ×3 POST /predict {"x":1}', 'index ×1 GET /', 'info ×1 GET /models/info'],
    )
  })

  it('any POST with a JSON body where none sounds like inference', () => {
    check({ '/echo': { post: body({ type: 'boolean' }) } }, ['echo ×3 POST /echo true'])
  })

  it('nothing that changes something, is deprecated, or is housekeeping', () => {
    check(
      {
        '/a': { put: {}, patch: {}, delete: {} },
        '/train': { post: body({}) },
        '/login': { post: body({}) },
        '/shutdown': { get: {} },
        '/old': { get: { deprecated: true } },
        '/health': { get: {} },
        '/v1/metrics': { get: {} },
        'no-slash': { get: {} },
      },
      [],
    )
  })

  it('the parameters of a path and of a query filled in', () => {
    const parameters: Json = [
      { in: 'path', name: 'id', required: true, schema: { type: 'string', example: 'a b/c' } },
      { in: 'query', name: 'top k', required: true, schema: { type: 'integer', minimum: 2 } },
      { in: 'query', name: 'page', schema: { type: 'integer' } },
    ]
    check({ '/items/{id}/x': { get: { parameters } }, '/users-free/{n}': {} }, [
      'x ×1 GET /items/a%20b%2Fc/x?top%20k=2',
    ])
    check({ '/items/{id}': { get: {} } }, ['items ×1 GET /items/1'])
  })

  it('parameters by reference, and those of the path below those of the operation', () => {
    check(
      {
        '/i/{id}': {
          parameters: [{ in: 'path', name: 'id', example: 1 }],
          get: { parameters: [{ $ref: '#/components/parameters/id' }] },
        },
      },
      ['i ×1 GET /i/7'],
      { components: { parameters: { id: { in: 'path', name: 'id', example: 7 } } } },
    )
  })

  it('nothing that needs a header or a cookie of its own', () => {
    check({ '/a': { get: { parameters: [{ in: 'header', name: 'x-key', required: true, example: 'k' }] } } }, [])
  })

  it('the examples of the media type before the schema', () => {
    const media = (more: Json) => ({ requestBody: { content: { 'application/json; charset=utf-8': more } } })
    check({ '/predict': { post: media({ example: [5], schema: { type: 'string' } }) } }, [
      'predict ×3 POST /predict [5]',
    ])
    check({ '/predict': { post: media({ examples: { one: { value: [6] } } }) } }, ['predict ×3 POST /predict [6]'])
  })

  it("MLflow's invocations, which have no schema", () => {
    check({ '/ping': { get: {} }, '/version': { get: {} }, '/invocations': { post: {} } }, [
      'invocations ×3 POST /invocations {"inputs":[[0]]}',
    ])
  })

  it('five requests at most, each of its own name', () => {
    const paths = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((part) => [`/${part}/list`, { get: {} }]))
    check(
      paths,
      ['list', 'list-2', 'list-3', 'list-4', 'list-5'].map((name, i) => `${name} ×1 GET /${'abcde'[i]}/list`),
    )
  })

  it('characters that no path can hold percent-encoded', () => {
    check({ '/a "b"#<é>?x': { get: {} } }, ['a-b-x ×1 GET /a%20%22b%22%23%3C%C3%A9%3E%3Fx'])
  })

  it.each<[string, Json, string]>([
    ['a form', { content: { 'multipart/form-data': {} } }, 'POST /predict takes multipart/form-data'],
    [
      'a schema without an end',
      { content: { 'application/json': { schema: { $ref: '#/nowhere' } } } },
      'no body could be made',
    ],
    ['a large example', { content: { 'application/json': { example: 'x'.repeat(20_000) } } }, 'longer than 16 KiB'],
  ])('no request but a note for %s', (_, requestBody, expected) => {
    const { requests, notes } = suggestRequests({ paths: { '/predict': { post: { requestBody } } } })
    expect(requests).toEqual([])
    expect(notes.map(plainText).join()).toContain(expected)
  })

  it.each<[string, Json, boolean]>([
    ['asked for by the document', { security: [{ key: [] }], paths: { '/a': { get: {} } } }, true],
    ['lifted by the operation', { security: [{ key: [] }], paths: { '/a': { get: { security: [] } } } }, false],
    ['optional', { paths: { '/a': { get: { security: [{ key: [] }, {}] } } } }, false],
  ])('credentials that are %s', (_, document, expected) => {
    const notes = suggestRequests(document).requests.flatMap((one) => one.notes.map(plainText))
    expect(notes.some((note) => note.includes('credentials'))).toBe(expected)
  })

  it.each<[string, Json]>([
    ['a text', 'openapi'],
    ['a list', []],
    ['paths that are a list', { paths: [1] }],
    ['operations that are texts', { paths: { '/a': { get: 'x', post: 1 }, '/b': null } }],
    ['parameters that are no list', { paths: { '/a': { post: { parameters: { a: 1 }, requestBody: 1 } } } }],
  ])('nothing where it is %s', (_, document) => {
    expect(suggestRequests(document).requests).toEqual([])
  })
})
