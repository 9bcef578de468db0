import type Docker from 'dockerode'
import { mask } from '../../model/mask.ts'
import { type Outside, outside } from '../../model/outside.ts'
import { readEngineError } from '../engine/error.ts'

const LINES = 50
/** A longer line says no more, and there are fifty of them. */
const LONGEST_LINE = 2000

/** The last lines that a container wrote, oldest first, with `***` in place of each secret. */
export async function readLastLines(
  docker: Docker,
  id: string,
  secrets: readonly string[],
): Promise<readonly Outside[]> {
  try {
    const logs = await docker.getContainer(id).logs({ stdout: true, stderr: true, tail: LINES, follow: false })
    return splitLines(mask(demultiplex(Buffer.from(logs)), secrets))
  } catch (thrown) {
    return [outside(`(its log cannot be read: ${readEngineError(thrown).message})`)]
  }
}

/** The last lines of a text, each cut to a printable length. */
export function splitLines(text: string): readonly Outside[] {
  const lines = text.split(/\r?\n/)
  if (lines.at(-1) === '') lines.pop()
  return lines.slice(-LINES).map((line) => outside(line.slice(0, LONGEST_LINE)))
}

/** Frames of 8 bytes of header (stream, three zeros, length) and content: https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerAttach */
export function demultiplex(frames: Buffer): string {
  const contents: Buffer[] = []
  for (let at = 0; at + 8 <= frames.length; ) {
    const end = at + 8 + frames.readUInt32BE(at + 4)
    contents.push(frames.subarray(at + 8, end))
    at = end
  }
  return Buffer.concat(contents).toString()
}
