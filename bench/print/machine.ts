import { cpus, release, totalmem } from 'node:os'
import { say } from './say.ts'

/** What the figures of a benchmark hold for. */
export function printMachine(): void {
  const memory = `${Math.round(totalmem() / 1024 ** 3)} GiB`
  say(`machine: ${cpus()[0]?.model}, ${cpus().length} cores, ${memory}, kernel ${release()}, Node ${process.version}\n`)
}
