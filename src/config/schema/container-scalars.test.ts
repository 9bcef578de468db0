import { describe, expect, it } from 'vitest'
import { plainText } from '../../model/outside.ts'
import type { Parsed } from '../../model/parsed.ts'
import * as container from './container-scalars.ts'

function fixOf(read: Parsed<unknown>): string {
  return read.state === 'wrong' ? plainText(read.fix) : `no mistake: ${JSON.stringify(read.value)}`
}
function readOf(read: Parsed<unknown>): unknown {
  return read.state === 'value' ? read.value : `wrong: ${plainText(read.text)}`
}

describe('a path in a container', () => {
  it.each([
    ['/data', '/data'],
    ['/data/', '/data'],
    ['//data/./a b', '/data/a b'],
    ['/..data', '/..data'],
  ])('%j is %j', (text, path) => expect(readOf(container.containerPath(text))).toBe(path))

  it.each([
    ['data', 'Write the whole path in the container, like /data'],
    ['./data', 'Write the whole path in the container, like /data'],
    ['/a/../b', 'Write /b'],
    ['/a/..', 'Write /data'],
    ['/', 'Name a place below it, like /data.'],
    ['', 'Write an absolute path in the container, like /data.'],
    ['/a\nb', 'Write an absolute path in the container, like /data.'],
    ['/a:ro', 'Write the path alone, without options: /a'],
  ])('%j is none: %s', (text, fix) => expect(fixOf(container.containerPath(text))).toBe(fix))
})

describe('a platform', () => {
  it.each(['linux/amd64', 'linux/arm64/v8', 'linux/386', 'linux/s390x', 'linux/riscv64'])('%s is one', (text) =>
    expect(readOf(container.platform(text))).toBe(text))

  it.each([
    ['amd64', 'Write linux/amd64.'],
    ['x86_64', 'Write linux/amd64.'],
    ['linux/aarch64', 'Write linux/arm64.'],
    ['Linux/AMD64', 'Write linux/amd64.'],
    ['windows/amd64', 'Only Linux containers can be limited: write linux/amd64.'],
    ['linux/arm64/8', 'Write it like linux/amd64 or linux/arm64/v8.'],
    ['linux/', 'Write it like linux/amd64 or linux/arm64/v8.'],
    ['', 'Write it like linux/amd64 or linux/arm64/v8.'],
  ])('%j is none: %s', (text, fix) => expect(fixOf(container.platform(text))).toBe(fix))
})

describe('gpus', () => {
  it.each<[string, unknown]>([
    ['all', 'all'],
    ['2', { count: 2 }],
    ['device=0,1', { ids: ['0', '1'] }],
    ['"device=0, GPU-3faa8e29"', { ids: ['0', 'GPU-3faa8e29'] }],
  ])('%j are %j', (text, gpus) => expect(readOf(container.gpus(text))).toEqual(gpus))

  it.each([
    ['0', 'Write a whole number from 1 to 64.'],
    ['count=2', 'Write 2.'],
    ['count=all', 'Write all.'],
    ['device=', 'Write its number or UUID, like 0 or GPU-3faa8e29.'],
    ['device=0,--privileged x', 'Write its number or UUID, like 0 or GPU-3faa8e29.'],
    ['none', "Write all, a number, or { ids: ['0', '1'] }."],
  ])('%j are none: %s', (text, fix) => expect(fixOf(container.gpus(text))).toBe(fix))
})

describe('a limit', () => {
  it.each<[string, Parsed<number>, unknown]>([
    ['of open files', container.openFiles('65536'), 65_536],
    ['of open files that is two', container.openFiles('10:20'), 'wrong: "10:20" is two limits'],
    ['of processes', container.pids('1'), 1],
    ['of no processes', container.pids('0'), 'wrong: "0" is out of range'],
    ['of memory in a folder', container.memoryFolder('4k'), 4096],
    ['of memory without a unit', container.memoryFolder('64'), 'wrong: "64" means 64 bytes'],
  ])('%s', (_, read, expected) => expect(readOf(read)).toBe(expected))
})

describe('the name of a network', () => {
  it.each(['mlops_default', 'github_network_1a2b', 'a'])('%s is one', (text) =>
    expect(readOf(container.networkName(text))).toBe(text))

  it.each([
    ['host', 'cannot be joined: in it the ports and figures of the target could not be told from those of the machine'],
    ['none', 'cannot be joined: in it nothing can be reached'],
    ['bridge', 'cannot be joined: containers in it cannot find each other by name'],
    ['container:db', 'is not the name of a network'],
    ['--privileged', 'is not the name of a network'],
    ['', 'is not the name of a network'],
  ])('%j is none: %s', (text, what) => expect(readOf(container.networkName(text))).toBe(`wrong: "${text}" ${what}`))
})

describe('a balancer that is no map', () => {
  it('is client', () => expect(readOf(container.clientBalancer('client'))).toBe('client'))

  it.each([
    ['nginx', 'A proxy is written as { image: nginx }.'],
    ['acme/proxy:1', 'A proxy is written as { image: acme/proxy:1 }.'],
    [
      'least-conn',
      'Write client (the load generator spreads its connections evenly), or a proxy: { image: name:tag }.',
    ],
  ])('%s is told: %s', (text, fix) => expect(fixOf(container.clientBalancer(text))).toBe(fix))
})
