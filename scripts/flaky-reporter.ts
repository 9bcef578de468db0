import type { Reporter, TestModule } from 'vitest/node'

/** Names, at the end of a run, the tests that failed at first and held when they were tried again: vitest itself counts them as passed. */
export class FlakyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    for (const module of modules) {
      for (const test of module.children.allTests('passed')) {
        if (test.diagnostic()?.flaky)
          console.log(`held when tried again: ${module.relativeModuleId} > ${test.fullName}`)
      }
    }
  }
}
