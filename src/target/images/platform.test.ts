import { expect, test } from 'vitest'
import { isPlatform, runsNatively } from './platform.ts'

test.each([
  ['amd64', 'x86_64', true],
  ['386', 'x86_64', true],
  ['arm64', 'x86_64', false],
  ['arm64', 'aarch64', true],
  ['arm', 'aarch64', true],
  ['amd64', 'aarch64', false],
  ['riscv64', 'riscv64', true],
])('an image for %s on an engine on %s runs natively: %s', (image, engine, expected) => {
  expect(runsNatively(image, engine)).toBe(expected)
})

test.each([
  ['linux/amd64', { Os: 'linux', Architecture: 'amd64' }, true],
  ['linux/x86_64', { Os: 'linux', Architecture: 'amd64' }, true],
  ['linux/arm64', { Os: 'linux', Architecture: 'amd64' }, false],
  ['windows/amd64', { Os: 'linux', Architecture: 'amd64' }, false],
  ['linux/arm64', { Os: 'linux', Architecture: 'arm64', Variant: 'v8' }, true],
  ['linux/arm/v6', { Os: 'linux', Architecture: 'arm', Variant: 'v7' }, false],
  ['linux/arm/v7', { Os: 'linux', Architecture: 'arm', Variant: 'v7' }, true],
  ['linux/arm64/v8', { Os: 'linux', Architecture: 'arm64', Variant: '' }, true],
])('%s is the platform of %j: %s', (asked, image, expected) => {
  expect(isPlatform(image, asked)).toBe(expected)
})
