import { globSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import { FlakyReporter } from './scripts/flaky-reporter.ts'

/** Cores of a shared machine are taken away for seconds at a time. What fails for that holds when it is tried again; `.ci/run` names it. */
const ONCE_MORE = 1

/**
 * What the paths of tests begin with that need the machine to themselves: they drive load, judge what they measured, or look at what a killed run
 * left, which the next start of any other takes away.
 */
const ALONE = [
  'src/load/',
  'src/end-to-end',
  'src/entries/action/calibrate-mode',
  'src/entries/action/capacity-mode',
  'src/entries/command/calibrate-command',
  'src/entries/command/capacity-command',
  'src/entries/command/command-output',
  'src/entries/command/gate-command',
  'src/entries/command/init-command.real',
  'src/target/engine/engine-lost',
  'src/target/observe/',
  'src/target/start/freeze',
  'src/target/sweep',
  'fixtures/act/',
  'fixtures/faults/',
  'fixtures/knob-api/latency',
  'fixtures/nginx/',
  'fixtures/surroundings/',
]

type Limits = { readonly testTimeout: number; readonly hookTimeout: number }

/** The files of a kind in two projects: those that bear others beside them, two at a time; after them those that do not, as `NAME-alone`. */
function withEngine(name: string, kind: string, limits: Limits): readonly TestProjectInlineConfiguration[] {
  const files = globSync(`{src,scripts,fixtures}/**/*.${kind}.test.ts`, { cwd: import.meta.dirname })
  const needsAll = (file: string) => ALONE.some((start) => file.startsWith(start))
  // They start Node again and again, for servers and for the program: what it has compiled is kept.
  const env = { NODE_COMPILE_CACHE: join(import.meta.dirname, '.cache/node-compile') }
  const shared = { retry: ONCE_MORE, env, ...limits }
  const beside = { include: files.filter((file) => !needsAll(file)), maxWorkers: 2, sequence: { groupOrder: 1 } }
  const alone = { include: files.filter(needsAll), maxWorkers: 1, sequence: { groupOrder: 2 } }
  return [{ test: { name, ...beside, ...shared } }, { test: { name: `${name}-alone`, ...alone, ...shared } }]
}

/** `unit` needs nothing outside; `engine` needs Docker or a socket; `real` is slow and builds real images. */
export default defineConfig({
  test: {
    reporters: ['default', new FlakyReporter()],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'scripts/**/*.test.ts', 'bench/**/*.test.ts'],
          exclude: ['**/*.itg.test.ts', '**/*.real.test.ts'],
          // They do nothing outside and keep nothing, so that they can share what they import. Vitest would leave a core free.
          isolate: false,
          maxWorkers: '100%',
          sequence: { groupOrder: 0 },
          // How long they take is no claim, and simulations take seconds.
          testTimeout: 60_000,
        },
      },
      ...withEngine('engine', 'itg', { testTimeout: 60_000, hookTimeout: 120_000 }),
      ...withEngine('real', 'real', { testTimeout: 900_000, hookTimeout: 900_000 }),
    ],
  },
})
