import { defineConfig } from 'vitest/config'

/** `unit` needs nothing; `engine` needs Docker or a socket and runs one file at a time; `real` is slow and builds real images. */
export default defineConfig({
  test: {
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
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'real',
          include: ['src/**/*.real.test.ts', 'fixtures/**/*.real.test.ts'],
          fileParallelism: false,
          testTimeout: 900_000,
          hookTimeout: 900_000,
        },
      },
    ],
  },
})
