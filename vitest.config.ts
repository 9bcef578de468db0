import { defineConfig } from 'vitest/config'
import { FlakyReporter } from './scripts/flaky-reporter.ts'

/** Cores of a shared machine are taken away for seconds at a time. What fails for that holds when it is tried again; `.ci/run` names it. */
const ONCE_MORE = 1

/** `unit` needs nothing; `engine` needs Docker or a socket and runs one file at a time; `real` is slow and builds real images. */
export default defineConfig({
  test: {
    reporters: ['default', new FlakyReporter()],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'scripts/**/*.test.ts', 'bench/**/*.test.ts'],
          exclude: ['**/*.itg.test.ts', '**/*.real.test.ts'],
        },
      },
      {
        test: {
          name: 'engine',
          include: ['src/**/*.itg.test.ts', 'scripts/**/*.itg.test.ts', 'fixtures/**/*.itg.test.ts'],
          fileParallelism: false,
          retry: ONCE_MORE,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'real',
          include: ['src/**/*.real.test.ts', 'fixtures/**/*.real.test.ts'],
          fileParallelism: false,
          retry: ONCE_MORE,
          testTimeout: 900_000,
          hookTimeout: 900_000,
        },
      },
    ],
  },
})
