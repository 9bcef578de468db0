import { describe, expect, it } from 'vitest'
import { exampleValue } from './example-value.ts'
import type { Json } from './json.ts'

const DOCUMENT: Json = {
  components: {
    schemas: {
      Row: { type: 'array', items: { type: 'number' }, minItems: 3, maxItems: 3 },
      'a/b~c d': { type: 'boolean' },
      Node: { type: 'object', required: ['child'], properties: { child: { $ref: '#/components/schemas/Node' } } },
      Tree: {
        type: 'object',
        required: ['children'],
        properties: { children: { type: 'array', items: { $ref: '#/components/schemas/Tree' } } },
      },
      Wide: {
        type: 'object',
        required: ['a', 'b', 'c', 'd'],
        properties: Object.fromEntries(['a', 'b', 'c', 'd'].map((key) => [key, { $ref: '#/components/schemas/Wide' }])),
      },
      Here: { $ref: '#/components/schemas/There' },
      There: { $ref: '#/components/schemas/Here' },
    },
  },
}
const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` })

describe('the example of a schema', () => {
  it.each<[string, Json, Json | undefined]>([
    ['is what the schema shows: const', { const: 7, type: 'string' }, 7],
    ['… example (3.0) before default', { type: 'string', example: 'a', default: 'b' }, 'a'],
    ['… the first of examples (3.1)', { type: 'string', examples: ['a', 'b'] }, 'a'],
    ['… default', { type: 'integer', default: 0 }, 0],
    ['… the first of enum', { enum: ['setosa', 'virginica'] }, 'setosa'],
    ['is made of the type: a text', { type: 'string' }, 'text'],
    ['… within its lengths', { type: 'string', minLength: 6, maxLength: 8 }, 'textxx'],
    ['… cut to its length', { type: 'string', maxLength: 2 }, 'te'],
    ['… of its format', { type: 'string', format: 'uuid' }, '00000000-0000-4000-8000-000000000000'],
    ['… of a format that is a name of Object', { type: 'string', format: 'constructor' }, 'text'],
    ['… too long to be made', { type: 'string', minLength: 1e9 }, undefined],
    ['is 1 for a number without bounds', { type: 'number' }, 1],
    ['… its minimum', { type: 'integer', minimum: 18 }, 18],
    ['… its maximum', { type: 'integer', maximum: -3 }, -3],
    ['… above an exclusive minimum (3.1)', { type: 'integer', exclusiveMinimum: 5 }, 6],
    ['… above an exclusive minimum (3.0)', { type: 'integer', minimum: 5, exclusiveMinimum: true }, 6],
    ['… between narrow bounds', { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 0.5 }, 0.25],
    ['… a multiple', { type: 'integer', minimum: 7, multipleOf: 5 }, 10],
    ['… where nothing fits: none', { type: 'integer', minimum: 5, maximum: 4 }, undefined],
    ['is the first type of several that is not null (3.1)', { type: ['null', 'integer'] }, 1],
    ['holds required properties only', { required: ['a'], properties: { a: { type: 'boolean' }, b: {} } }, { a: true }],
    ['holds a required property without a schema', { type: 'object', required: ['a'] }, { a: {} }],
    ['keeps __proto__ as a key of its own', { required: ['__proto__'] }, JSON.parse('{"__proto__": {}}')],
    ['has as many items as it must', { type: 'array', minItems: 2, items: { type: 'integer' } }, [1, 1]],
    ['has one item where nothing is said', { type: 'array', items: { type: 'integer' } }, [1]],
    ['has no item where none is allowed', { type: 'array', items: { type: 'integer' }, maxItems: 0 }, []],
    ['has the items of a tuple', { prefixItems: [{ type: 'integer' }, { type: 'boolean' }] }, [1, true]],
    ['is never a list of millions', { type: 'array', minItems: 1e7, items: { type: 'integer' } }, undefined],
    ['follows a reference', ref('Row'), [1, 1, 1]],
    ['follows an escaped reference', { $ref: '#/components/schemas/a~1b~0c%20d' }, true],
    ['is none for a reference that leads nowhere', ref('Nobody'), undefined],
    ['is none for a reference to another document', { $ref: 'http://127.0.0.1/x.json#/a' }, undefined],
    ['is none for a reference to what every object has', { $ref: '#/constructor' }, undefined],
    ['is none for references in a circle', ref('Here'), undefined],
    ['is none for a schema that must contain itself', ref('Node'), undefined],
    ['is none for one that contains itself four times, soon', ref('Wide'), undefined],
    ['takes the first alternative', { anyOf: [ref('Row'), { type: 'string' }] }, [1, 1, 1]],
    ['takes an alternative that can be made', { oneOf: [ref('Node'), { type: 'string' }] }, 'text'],
    ['takes null last', { anyOf: [{ type: 'null' }, { type: 'integer' }] }, 1],
    [
      'joins the parts of allOf',
      {
        allOf: [{ required: ['a'], properties: { a: { const: 1 } } }],
        required: ['b'],
        properties: { b: { const: 2 } },
      },
      { a: 1, b: 2 },
    ],
    ['is none for what is no schema', 'string', undefined],
  ])('%s', (_, schema, expected) => {
    expect(exampleValue(DOCUMENT, schema)).toEqual(expected)
  })

  it('ends where a list may contain its own kind', () => {
    expect(JSON.stringify(exampleValue(DOCUMENT, ref('Tree')))).toMatch(/^(?:\{"children":\[)+(?:\]\})+$/)
  })

  it('is none for brackets without end', () => {
    const text = `${'{"allOf":['.repeat(5000)}${']}'.repeat(5000)}`
    expect(() => exampleValue({}, JSON.parse(text))).not.toThrow()
  })
})
