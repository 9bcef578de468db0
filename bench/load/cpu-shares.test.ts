import { expect, it } from 'vitest'
import { busyMicros, type CpuProfile, cpuShares } from './cpu-shares.ts'

const frames = [
  { functionName: '(idle)', url: '' },
  { functionName: 'writeLatin1String', url: '' },
  { functionName: 'onHeadersComplete', url: 'file:///p/node_modules/undici/lib/dispatcher/client-h1.js' },
  { functionName: 'resumeH1', url: 'file:///p/node_modules/undici/lib/dispatcher/client-h1.js' },
  { functionName: 'done', url: 'file:///p/src/load/record/stage-recorder.ts' },
  { functionName: '#next', url: 'file:///p/src/load/undici/loop-connection.ts' },
]
const PROFILE: CpuProfile = {
  nodes: frames.map((callFrame, id) => ({ id, callFrame })),
  // A millisecond each; the first is before the stretch that is looked at, and the last two are behind the last write.
  samples: [4, 1, 2, 3, 0, 5, 1, 4, 4],
  timeDeltas: Array(9).fill(1000),
}

it('gives the shares of the busy time of a stretch, by what it was spent on', () => {
  const shares = cpuShares(busyMicros(PROFILE, 6))
  expect([...shares].filter(([, share]) => share > 0)).toEqual([
    ['writing to sockets (system calls)', 0.4],
    ['parser of answers', 0.2],
    ['dispatcher: undici', 0.2],
    ['our connections', 0.2],
  ])
})
