import { attemptCapacity, sizedCode } from '../attempt/attempt-capacity.ts'
import { capacityFiles, csvPath } from '../capacity-files.ts'
import type { Flags } from './flags.ts'
import { sizedDocument } from './json-document.ts'
import { measuringCommand } from './measuring-command.ts'

/** `perf-gate capacity`. */
export async function capacityCommand(flags: Flags): Promise<number> {
  return await measuringCommand(flags, {
    usual: { result: 'perf-gate-capacity.json', report: 'perf-gate-capacity.md' },
    attempt: (world, files) =>
      attemptCapacity({
        ...world,
        ...capacityFiles(files.result.path),
        ...(flags.given('fresh') ? { earlier: async () => null } : {}),
      }),
    code: sizedCode,
    toDocument: (sized, exitCode, paths) => sizedDocument(sized, exitCode, { ...paths, csv: csvPath(paths.result) }),
  })
}
