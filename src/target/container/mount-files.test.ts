import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Mount } from '../../model/container-spec.ts'
import { checkMounts } from '../checks/check-mounts.ts'
import { listMountFiles, type MountFile } from './mount-files.ts'
import { mountVolumes } from './mount-volumes.ts'
import { writeTar } from './tar.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mounts-'))
  mkdirSync(join(folder, 'model/parts'), { recursive: true })
  mkdirSync(join(folder, 'model/empty'))
  writeFileSync(join(folder, 'model/weights'), 'heavy')
  writeFileSync(join(folder, 'model/parts/one'), '1')
  writeFileSync(join(folder, 'secret'), 'not for the container')
})
afterEach(() => rmSync(folder, { recursive: true }))

function mountOf(source: string, path = '/data/model'): Mount {
  return { source: join(folder, source), path }
}

async function listed(...mounts: readonly Mount[]): Promise<readonly string[]> {
  const files = await listMountFiles(mounts)
  return files.map((file) => `${file.kind} ${file.path}${file.kind === 'link' ? ` -> ${file.to}` : ''}`)
}

describe('the files of mounts', () => {
  test('are those of a folder with all that is in it, and single files', async () => {
    expect(await listed(mountOf('model', '/data//model/'), mountOf('secret', '/etc/secret'))).toEqual([
      'folder /data/model/empty',
      'file /data/model/parts/one',
      'file /data/model/weights',
      'file /etc/secret',
    ])
  })

  test('are links where they lead to something in the same folder, written relative', async () => {
    symlinkSync('../weights', join(folder, 'model/parts/up'))
    symlinkSync(join(folder, 'model/parts'), join(folder, 'model/absolute'))
    expect(await listed(mountOf('model'))).toEqual(
      expect.arrayContaining(['link /data/model/parts/up -> ../weights', 'link /data/model/absolute -> parts']),
    )
  })

  test('are those behind a link that is the mount itself', async () => {
    symlinkSync('secret', join(folder, 'current'))
    expect(await listed(mountOf('current'))).toEqual(['file /data/model'])
  })

  test.each([
    ['../secret', /model\/out is a link that leads out of the folder, to \.\.\/secret/],
    ['/etc/passwd', /leads out of the folder, to \/etc\/passwd/],
    ['../model-other', /leads out/],
    ['parts/../../secret', /leads out/],
  ])('are refused where a link leads out, to %s', async (to, expected) => {
    symlinkSync(to, join(folder, 'model/out'))
    await expect(listed(mountOf('model'))).rejects.toThrow(expected)
  })

  test('are refused where they are not there', async () => {
    await expect(listed(mountOf('missing'))).rejects.toThrow(
      /the mount \/data\/model cannot be copied: .*missing is not there/,
    )
  })

  test('are refused where they are neither file nor folder', async () => {
    execFileSync('mkfifo', [join(folder, 'model/pipe')])
    await expect(listed(mountOf('model'))).rejects.toThrow(/model\/pipe is a pipe/)
  })

  test('are refused where they are too much together', async () => {
    for (const name of ['a', 'b']) {
      writeFileSync(join(folder, name), '')
      truncateSync(join(folder, name), 1.5 * 1024 ** 3)
    }
    expect(await listed(mountOf('a'))).toHaveLength(1)
    await expect(listed(mountOf('a'), mountOf('b'))).rejects.toThrow(
      /hold more than 2 GiB or 100000 files in all \(reached in .*b\)/,
    )
  })
})

describe('the archive', () => {
  const DEEP = `${'deep/'.repeat(25)}file`

  async function pack(files: readonly MountFile[]): Promise<Buffer> {
    const chunks: Buffer[] = []
    for await (const chunk of writeTar(files, '/')) chunks.push(chunk)
    return Buffer.concat(chunks)
  }

  async function unpack(mount: Mount): Promise<(command: string, ...args: readonly string[]) => string> {
    const archive = await pack(await listMountFiles([mount]))
    const out = join(folder, 'out')
    mkdirSync(out)
    execFileSync('tar', ['-x', '-p', '-C', out], { input: archive })
    return (command, ...args) => execFileSync(command, args, { cwd: out, encoding: 'utf8' })
  }

  test('holds contents, names of any length and links, as tar reads them', async () => {
    mkdirSync(join(folder, 'model', DEEP, '..'), { recursive: true })
    writeFileSync(join(folder, 'model', DEEP), 'x'.repeat(1024))
    symlinkSync(DEEP, join(folder, 'model/long-link'))
    writeFileSync(join(folder, 'model/größe'), '')
    const run = await unpack(mountOf('model'))
    run('diff', '-r', '--no-dereference', 'data/model', join(folder, 'model'))
    expect(run('readlink', 'data/model/long-link')).toBe(`${DEEP}\n`)
  })

  test('makes every file readable by everybody, and runnable where it was', async () => {
    chmodSync(join(folder, 'model/weights'), 0o600)
    chmodSync(join(folder, 'model/parts/one'), 0o700)
    const run = await unpack(mountOf('model'))
    expect(run('stat', '-c', '%a', 'data/model/weights', 'data/model/parts/one', 'data/model/empty')).toBe(
      '644\n755\n755\n',
    )
  })

  test('ends with an error where a file became shorter', async () => {
    const files = await listMountFiles([mountOf('model')])
    truncateSync(join(folder, 'model/weights'), 1)
    await expect(pack(files)).rejects.toThrow('became shorter while it was copied')
  })

  test('never follows a link that took the place of a file', async () => {
    const files = await listMountFiles([mountOf('model')])
    rmSync(join(folder, 'model/weights'))
    symlinkSync('../secret', join(folder, 'model/weights'))
    await expect(pack(files)).rejects.toThrow('ELOOP')
  })
})

describe('a mount', () => {
  const spec = { tmpfs: {}, readOnly: false }

  test('may lie anywhere in a root that can be written', async () => {
    await expect(checkMounts({ ...spec, mounts: [mountOf('secret', '/secret')] })).resolves.toBeUndefined()
  })

  test('is refused in a folder in memory, which covers it', async () => {
    const mounts = [mountOf('model', '/cache/model')]
    await expect(checkMounts({ ...spec, mounts, tmpfs: { '/cache': null } })).rejects.toThrow(
      'the mount /cache/model lies in /cache of "tmpfs"',
    )
    await expect(checkMounts({ ...spec, mounts, tmpfs: { '/cach': null } })).resolves.toBeUndefined()
  })

  test('is refused as a file in a root folder that cannot be written; a folder is its own volume', async () => {
    const refused = checkMounts({ ...spec, readOnly: true, mounts: [mountOf('secret', '/secret')] })
    await expect(refused).rejects.toThrow('the mount /secret lies in the root folder')
    await expect(
      checkMounts({ ...spec, readOnly: true, mounts: [mountOf('model', '/model')] }),
    ).resolves.toBeUndefined()
  })

  test('makes a volume only in a root that cannot be written: of a folder itself, of a file the folder that it lies in', () => {
    const mounts = [
      mountOf('model', '/model/'),
      mountOf('secret', '/etc/app/secret'),
      mountOf('secret', '/etc/app/other'),
    ]
    expect(mountVolumes({ readOnly: true, mounts })).toEqual(['/etc/app', '/model'])
    expect(mountVolumes({ readOnly: false, mounts })).toEqual([])
  })
})
