import type Docker from 'dockerode'
import { type Outside, outside } from '../model/outside.ts'
import { readEngineError } from './engine-error.ts'

const LINES = 50
/** A longer line says no more, and there are fifty of them. */
const LONGEST_LINE = 2000
/** A shorter value (`1`, `yes`) turns up everywhere and is no secret. */
const SHORTEST_SECRET = 4

/** The last lines that a container wrote, oldest first, with the environment's values replaced by `***`. */
export async function readLastLines(
  docker: Docker,
  id: string,
  env: Readonly<Record<string, string>>,
): Promise<readonly Outside[]> {
  try {
    const logs = await docker.getContainer(id).logs({ stdout: true, stderr: true, tail: LINES, follow: false })
    return splitLines(maskValues(demultiplex(Buffer.from(logs)), env))
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

/** Replaces each value of the environment that has at least four characters; longer ones first, as one may hold another. */
export function maskValues(text: string, env: Readonly<Record<string, string>>): string {
  const values = Object.values(env).flatMap((value) => [value, ...value.split(/\r?\n/)])
  const secrets = values.filter((value) => value.trim().length >= SHORTEST_SECRET)
  return secrets.sort((a, b) => b.length - a.length).reduce((masked, secret) => masked.replaceAll(secret, '***'), text)
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
