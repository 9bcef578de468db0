import { describe, expect, test } from 'vitest'
import { editDistance, nearest } from './nearest.ts'

const KNOWN = ['connections', 'duration', 'warm-up', 'name', 'cpus', 'json-file']

describe('nearest', () => {
  test.each<[string, string | null]>([
    ['conections', 'connections'],
    ['connection', 'connections'],
    ['duraiton', 'duration'],
    ['warmUp', 'warm-up'],
    ['warm_up', 'warm-up'],
    ['NAME', 'name'],
    ['cpu', 'cpus'],
    ['jsonFile', 'json-file'],
    ['time', null],
    ['x', null],
    ['', null],
    ['a'.repeat(100_000), null],
  ])('%j is %j', (typed, expected) => expect(nearest(typed, KNOWN)).toBe(expected))
})

describe('editDistance', () => {
  test.each<[string, string, number]>([
    ['', '', 0],
    ['', 'abc', 3],
    ['abc', 'abc', 0],
    ['abc', 'acb', 1],
    ['kitten', 'sitting', 3],
    ['ca', 'abc', 3],
  ])('%j to %j is %d, and back', (a, b, expected) => {
    expect(editDistance(a, b)).toBe(expected)
    expect(editDistance(b, a)).toBe(expected)
  })
})
