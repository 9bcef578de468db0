import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const CLI = fileURLToPath(new URL('../../cli.ts', import.meta.url))

export type Ran = {
  readonly pid: number
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A folder of its own in which `perf-gate` runs from its sources; removed with everything in it. */
export class CommandLine implements AsyncDisposable {
  readonly folder: string
  private constructor(folder: string) {
    this.folder = folder
  }

  static async in(files: Readonly<Record<string, string>> = {}): Promise<CommandLine> {
    const folder = await mkdtemp(join(tmpdir(), 'perf-gate-command-'))
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
    return new CommandLine(folder)
  }

  async run(...args: readonly string[]): Promise<Ran> {
    const child = spawn(process.execPath, [CLI, ...args], { cwd: this.folder, stdio: ['ignore', 'pipe', 'pipe'] })
    const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
    return { pid: child.pid ?? 0, code: code as number | null, stdout, stderr }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true })
  }
}
