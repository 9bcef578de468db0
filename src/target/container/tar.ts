import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import type { MountFile } from './mount-files.ts'

const BLOCK = 512
/** The most that a header's field holds; longer names get a header of their own before it. */
const LONGEST_NAME = 100

/**
 * An archive of the files, named relative to `base`. All belong to root and can be read by everybody, because nobody knows here who will
 * ask in the container. Throws where a file is not any more as it was listed. Format: https://www.gnu.org/software/tar/manual/html_node/Standard.html
 */
export async function* writeTar(files: readonly MountFile[], base: string): AsyncGenerator<Buffer> {
  for (const file of files) {
    yield* header(file, relativeTo(base, file.path))
    if (file.kind === 'file') yield* content(file)
  }
  yield Buffer.alloc(2 * BLOCK)
}

function relativeTo(base: string, path: string): string {
  return path.slice(base === '/' ? 1 : base.length + 1)
}

function* header(file: MountFile, path: string): Generator<Buffer> {
  const name = Buffer.from(file.kind === 'folder' ? `${path}/` : path)
  const link = Buffer.from(file.kind === 'link' ? file.to : '')
  if (link.length > LONGEST_NAME) yield* longName('K', link)
  if (name.length > LONGEST_NAME) yield* longName('L', name)
  const { modifiedS } = file
  switch (file.kind) {
    case 'file':
      yield block({ name, link, type: '0', mode: file.executable ? 0o755 : 0o644, bytes: file.bytes, modifiedS })
      return
    case 'folder':
      yield block({ name, link, type: '5', mode: 0o755, bytes: 0, modifiedS })
      return
    case 'link':
      yield block({ name, link, type: '2', mode: 0o777, bytes: 0, modifiedS })
  }
}

/** GNU's way, which every reader knows: an entry whose content is the name of the next. */
function* longName(type: 'K' | 'L', name: Buffer): Generator<Buffer> {
  const bytes = name.length + 1
  const none = Buffer.alloc(0)
  yield block({ name: Buffer.from('../@LongLink'), link: none, type, mode: 0, bytes, modifiedS: 0 })
  yield Buffer.concat([name, Buffer.alloc(1 + padding(bytes))])
}

type Fields = {
  readonly name: Buffer
  readonly link: Buffer
  readonly type: string
  readonly mode: number
  readonly bytes: number
  readonly modifiedS: number
}

function block({ name, link, type, mode, bytes, modifiedS }: Fields): Buffer {
  const made = Buffer.alloc(BLOCK)
  name.copy(made, 0, 0, LONGEST_NAME)
  octal(made, 100, 8, mode)
  octal(made, 108, 8, 0)
  octal(made, 116, 8, 0)
  octal(made, 124, 12, bytes)
  octal(made, 136, 12, Math.max(0, modifiedS))
  made.fill(' ', 148, 156)
  made.write(type, 156)
  link.copy(made, 157, 0, LONGEST_NAME)
  made.write('ustar\u000000', 257, 'latin1')
  const sum = made.reduce((total, byte) => total + byte, 0)
  octal(made, 148, 7, sum)
  return made
}

/** Digits that end with a zero byte. */
function octal(made: Buffer, at: number, length: number, value: number): void {
  made.write(value.toString(8).padStart(length - 1, '0'), at)
  made[at + length - 1] = 0
}

function padding(bytes: number): number {
  return (BLOCK - (bytes % BLOCK)) % BLOCK
}

async function* content(file: MountFile & { kind: 'file' }): AsyncGenerator<Buffer> {
  // A link that took the file's place meanwhile is not followed.
  await using handle = await open(file.source, constants.O_RDONLY | constants.O_NOFOLLOW)
  let left = file.bytes
  while (left > 0) {
    const { bytesRead, buffer } = await handle.read({ buffer: Buffer.allocUnsafe(Math.min(left, 256 * 1024)) })
    if (bytesRead === 0) throw new Error(`${file.source} became shorter while it was copied`)
    left -= bytesRead
    yield buffer.subarray(0, bytesRead)
  }
  yield Buffer.alloc(padding(file.bytes))
}
