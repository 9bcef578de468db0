import { dirname } from 'node:path'
import { baselineFile } from '../../host/baseline-file.ts'
import type { Config } from '../../model/config.ts'
import { ConfigError } from '../../model/errors.ts'
import { words } from '../../model/outside.ts'
import { attemptGate, gateCode } from '../attempt/attempt-gate.ts'
import { csvFiles } from '../csv-output.ts'
import type { Flags } from './flags.ts'
import { judgedDocument } from './json-document.ts'
import { measuringCommand } from './measuring-command.ts'

/** `perf-gate run`. */
export async function gateCommand(flags: Flags): Promise<number> {
  const saveBaseline = flags.given('save-baseline')
  return await measuringCommand(flags, {
    usual: { result: 'perf-gate-result.json', report: 'perf-gate-report.md' },
    attempt: (world, files) =>
      attemptGate({
        ...world,
        commit: null,
        saveBaseline,
        check: async (config) => {
          if (saveBaseline) refuseSavingNowhere(config)
          await world.check()
        },
        baselines: baselineFile,
        outputs: [...world.outputs, csvFiles(dirname(files.result.path))],
      }),
    code: gateCode,
    toDocument: judgedDocument,
  })
}

function refuseSavingNowhere({ baseline }: Config): void {
  if (baseline.path !== null) return
  throw new ConfigError([
    {
      place: { kind: 'input', input: '--save-baseline' },
      text: words`there is no file to save the baseline in`,
      fix: words`Give --baseline-path FILE, or set "baseline.path" in the configuration.`,
    },
  ])
}
