import { describe, expect, test } from 'vitest'
import { HOSTILE_TEXTS } from '../../fixtures/hostile.ts'
import {
  calibrationKey,
  capacityKey,
  type GateKeyParts,
  isCapacityKey,
  makeGateKey,
  readGateKey,
  readKeyId,
} from './gate-key.ts'

const parts: GateKeyParts = {
  workflow: '.github/workflows/perf.yml',
  job: 'gate',
  step: '__acme_perf-gate',
  config: 'perf-gate.yml',
  imageRepository: 'ghcr.io/acme/covertype-api',
  matrix: '{"cpus": 0.5, "memory": "512m"}',
}

describe('a key that nobody chose', () => {
  test('has the words of job and matrix, and a hash that is the same in every version', () => {
    expect(makeGateKey(parts)).toEqual({
      id: 'gate-0.5-512m-6b1355f0ada14397',
      label: { outside: 'perf.yml / gate / 0.5, 512m' },
    })
  })

  test.each<[string, Partial<GateKeyParts>]>([
    ['workflows', { workflow: '.github/workflows/other.yml' }],
    ['jobs', { job: 'other' }],
    ['steps of one job', { step: '__acme_perf-gate_2' }],
    ['configuration files', { config: 'other.yml' }],
    ['configurations, one of them in the workflow', { config: null }],
    ['images', { imageRepository: 'ghcr.io/acme/other' }],
    ['values of a matrix', { matrix: '{"cpus": 1, "memory": "512m"}' }],
    ['keys of a matrix', { matrix: '{"cores": 0.5, "memory": "512m"}' }],
    ['jobs, one without a matrix', { matrix: 'null' }],
    ['texts of a matrix that is no JSON', { matrix: 'a' }],
  ])('differs between two %s', (_, other) => {
    expect(makeGateKey({ ...parts, ...other }).id).not.toBe(makeGateKey(parts).id)
  })

  test.each([
    '{"memory":"512m","cpus":0.5}',
    '{\n  "cpus": 0.5,\n  "memory": "512m"\n}',
  ])('is the same for the same matrix written as %j', (matrix) => {
    expect(makeGateKey({ ...parts, matrix })).toEqual(makeGateKey(parts))
  })

  test.each([null, '', ' ', 'null', '{}'])('is that of a job without a matrix for %j', (matrix) => {
    expect(makeGateKey({ ...parts, matrix })).toEqual(makeGateKey({ ...parts, matrix: null }))
  })

  test('does not run its parts together', () => {
    const one = makeGateKey({ ...parts, workflow: 'ab', job: 'c', matrix: null })
    expect(makeGateKey({ ...parts, workflow: 'a', job: 'bc', matrix: null }).id.slice(-16)).not.toBe(one.id.slice(-16))
  })

  test('is made where nothing is known', () => {
    const nothing = { workflow: null, job: null, step: null, config: null, imageRepository: null, matrix: null }
    expect(makeGateKey(nothing).label).toEqual({ outside: 'gate' })
    expect(readKeyId(makeGateKey(nothing).id)?.id).toBe(makeGateKey(nothing).id)
  })

  test.each(HOSTILE_TEXTS)('can stand in a mark and in an artifact name where job and matrix are %j', (text) => {
    const { id } = makeGateKey({ ...parts, job: text, matrix: JSON.stringify({ [text]: [text, { deep: text }] }) })
    expect(id).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/)
  })
})

describe('a key that somebody chose', () => {
  test.each(['gate', 'gate-0.5_512m', 'G', 'x'.repeat(100)])('%s is taken as it is', (given) => {
    expect(readGateKey(given)).toEqual({ state: 'value', value: { id: given, label: { outside: given } } })
  })

  test.each([
    '',
    ' ',
    'two words',
    'a/b',
    '-a',
    '.a',
    'ü',
    'a\n',
    '-->',
    'x'.repeat(101),
    'a+capacity',
  ])('%j is refused', (given) => {
    expect(readGateKey(given).state).toBe('wrong')
  })

  test('that is refused is told what to write', () => {
    expect(readGateKey('a b')).toEqual({
      state: 'wrong',
      text: ['"', { outside: 'a b' }, '" cannot be a key'],
      fix: [
        'Use letters, digits, ".", "_" and "-", at most ',
        '100',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of the workflow's language.
        ' of them, and begin with a letter or digit, like gate-${{ matrix.cpus }}.',
      ],
    })
  })
})

describe('the key of a run that judges no change', () => {
  const gate = { id: 'x'.repeat(100), label: { outside: 'gate' } }
  const capacity = capacityKey(gate)

  test('of a capacity run is that of no gate, made or chosen, and keeps what people call it', () => {
    expect(capacity.label).toEqual(gate.label)
    expect([isCapacityKey(gate), isCapacityKey(capacity)]).toEqual([false, true])
    expect(readGateKey(capacity.id).state).toBe('wrong')
    expect(makeGateKey({ ...parts, job: 'a+capacity', matrix: null }).id).not.toContain('+')
  })

  test('of a calibration is that of no gate, and no id that anybody reads', () => {
    const calibration = calibrationKey(gate)
    expect(calibration.label).toEqual(gate.label)
    expect(readKeyId(calibration.id)).toBeNull()
    expect(readGateKey(calibration.id).state).toBe('wrong')
    expect(isCapacityKey(calibration)).toBe(false)
  })

  test('of a capacity run is known again by its id, under the name that was chosen', () => {
    expect(readKeyId(capacity.id)).toEqual({ id: capacity.id, label: { outside: gate.id } })
    expect(readKeyId(gate.id)).toEqual({ id: gate.id, label: { outside: gate.id } })
  })

  test.each([
    '',
    '+capacity',
    'a/b+capacity',
    'a+capacity+capacity',
    'a+calibrate',
    `${'x'.repeat(101)}+capacity`,
  ])('%j is the id of nothing', (id) => expect(readKeyId(id)).toBeNull())
})
