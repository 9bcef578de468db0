import { describe, expect, test } from 'vitest'
import { SetupError } from '../../model/errors.ts'
import { plainText } from '../../model/outside.ts'
import { checkDisk } from './check-disk.ts'

const MIB = 1024 ** 2
const folder = '/var/lib/docker'

describe('the disk on which the engine keeps images and containers', () => {
  test.each([0, 63 * MIB])('is refused with %i bytes left, with what frees some', (freeBytes) => {
    const check = () => checkDisk({ folder, freeBytes })
    expect(check).toThrow(SetupError)
    expect(check).toThrow('(/var/lib/docker) has ')
    expect(check).toThrow('docker system prune')
  })

  test.each([64 * MIB, 1023 * MIB])('is warned of with %i bytes left', (freeBytes) => {
    const warning = plainText(checkDisk({ folder, freeBytes }) ?? [])
    expect(warning).toContain('an image that has to be pulled, or what a container writes, may not fit')
    expect(warning).toContain('docker system df')
  })

  test('is not spoken of with a gibibyte left', () => {
    expect(checkDisk({ folder, freeBytes: 1024 * MIB })).toBeNull()
  })
})
