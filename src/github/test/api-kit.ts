import { type FakeGithub, startFakeGithub } from '../../../fixtures/github/fake-github.ts'
import { plainText } from '../../model/outside.ts'
import type { Scope } from '../../ports.ts'
import type { Purse } from '../api-budget.ts'
import { type Api, openApi } from '../api-client.ts'

/** A scope whose waits take no time and are written down, and whose log is a list of lines. */
export type TestScope = Scope & { readonly waitsMs: number[]; readonly lines: string[] }

export function testScope(signal: AbortSignal = new AbortController().signal): TestScope {
  const waitsMs: number[] = []
  const lines: string[] = []
  let now = 0
  return {
    signal,
    waitsMs,
    lines,
    clock: {
      now: () => now,
      date: () => new Date('2026-01-02T03:00:00Z'),
      async sleep(ms) {
        waitsMs.push(ms)
        now += ms
      },
    },
    log: {
      group: (_, body) => body(),
      say: (sentence) => void lines.push(plainText(sentence)),
      warn: (sentence) => void lines.push(`warning: ${plainText(sentence)}`),
      quote: () => undefined,
      progress: () => undefined,
    },
  }
}

export type Kit = AsyncDisposable & { readonly github: FakeGithub; readonly scope: TestScope; readonly api: Api }

export async function startKit(
  options: { readonly budget?: Purse; readonly callMs?: number; readonly signal?: AbortSignal } = {},
): Promise<Kit> {
  const { signal, ...limits } = options
  const github = await startFakeGithub()
  const scope = testScope(signal)
  const { token } = github.state
  const api = openApi({ ...scope, ...limits, baseUrl: github.apiUrl, token, random: () => 0.5 })
  return { github, scope, api, [Symbol.asyncDispose]: () => github[Symbol.asyncDispose]() }
}
