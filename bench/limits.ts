import { parseArgs } from 'node:util'
import { benchCpus } from './limits/cpus.ts'
import { benchReplicas } from './limits/replicas.ts'
import { printMachine } from './print/machine.ts'
import { say } from './print/say.ts'
import { updateReadme } from './print/update-readme.ts'

/**
 * Whether limits bind and figures are true, on the covertype image: what a CPU limit lets through, and what more replicas give.
 *
 *   node bench/limits.ts [--seconds 8] [--repeats 3] [--only cpus,replicas] [--update-readme]
 */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '8' },
    repeats: { type: 'string', default: '3' },
    only: { type: 'string', default: 'cpus,replicas' },
    'update-readme': { type: 'boolean', default: false },
  },
})
const extent = { seconds: Number(values.seconds), repeats: Number(values.repeats) }
const PARTS: Readonly<Record<string, () => Promise<void>>> = {
  cpus: () => benchCpus(extent),
  replicas: () => benchReplicas(extent),
}

printMachine()
for (const name of values.only.split(',')) {
  const part = PARTS[name]
  if (part === undefined) throw new Error(`unknown part '${name}'; there are ${Object.keys(PARTS).join(', ')}`)
  say(`### ${name}\n`)
  await part()
}
if (values['update-readme']) updateReadme('limits')
