import { parseArgs } from 'node:util'
import { benchCounts } from './load/counts.ts'
import { benchManyConnections } from './load/many-connections.ts'
import { benchManyUsers } from './load/many-users.ts'
import { benchOpenModel } from './load/open-model.ts'
import { benchProfile } from './load/profile.ts'
import { benchThroughput } from './load/throughput.ts'
import { printMachine } from './print/machine.ts'
import { say } from './print/say.ts'
import { updateReadme } from './print/update-readme.ts'

/**
 * How much load one runner can put on: against the other generators, at a fixed rate, with ten thousand users or connections, and by count.
 *
 *   node bench/load.ts [--repeats 5] [--only throughput,profile,open,users,connections,counts] [--tools autocannon] [--update-readme]
 */
type Given = { readonly repeats: number; readonly tools: readonly string[] | undefined }

const PARTS: Readonly<Record<string, (given: Given) => Promise<void>>> = {
  throughput: benchThroughput,
  profile: benchProfile,
  open: benchOpenModel,
  users: benchManyUsers,
  connections: benchManyConnections,
  counts: benchCounts,
}

const { values } = parseArgs({
  options: {
    repeats: { type: 'string', default: '5' },
    only: { type: 'string' },
    tools: { type: 'string' },
    'update-readme': { type: 'boolean', default: false },
  },
})
const names = values.only?.split(',') ?? Object.keys(PARTS)

printMachine()
for (const name of names) {
  const part = PARTS[name]
  if (part === undefined) throw new Error(`unknown part '${name}'; there are ${Object.keys(PARTS).join(', ')}`)
  say(`### ${name}\n`)
  await part({ repeats: Number(values.repeats), tools: values.tools?.split(',') })
  say('')
}
if (values['update-readme']) updateReadme('load')
