import { expect, test } from 'vitest'
import { runsNatively } from './platform.ts'

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
