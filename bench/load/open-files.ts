import { readdirSync, readFileSync } from 'node:fs'

/** How many files a process can open: `self`, or a process's number. NaN where it is gone or its figures are not ours to read. */
export function openFilesLimit(process: string): number {
  const found = /^Max open files\s+(\d+)/m.exec(read(`/proc/${process}/limits`))
  return Number(found?.[1] ?? Number.NaN)
}

/** The limit of the engine on this machine, which its port proxies inherit; ours where no engine is seen. */
export function engineOpenFilesLimit(): number {
  const engine = readdirSync('/proc').find((name) => read(`/proc/${name}/comm`).trim() === 'dockerd')
  return openFilesLimit(engine ?? 'self')
}

/** Empty where there is no such file: not every entry of /proc is a process, and processes end. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
