import { parseArgs } from 'node:util'
import { benchEffect } from './observe/effect.ts'
import { benchOwnCost } from './observe/own-cost.ts'
import { printMachine } from './print/machine.ts'
import { say } from './print/say.ts'
import { updateReadme } from './print/update-readme.ts'

/**
 * What it costs to watch a target: CPU time of the observer itself, and what the target's RPS loses by it.
 *
 *   node bench/observe.ts [--seconds 60] [--pairs 24] [--only cost,effect] [--update-readme]
 */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    pairs: { type: 'string', default: '24' },
    only: { type: 'string', default: 'cost,effect' },
    'update-readme': { type: 'boolean', default: false },
  },
})
const PARTS: Readonly<Record<string, () => Promise<void>>> = {
  cost: () => benchOwnCost(Number(values.seconds)),
  effect: () => benchEffect(Number(values.pairs)),
}

printMachine()
for (const name of values.only.split(',')) {
  const part = PARTS[name]
  if (part === undefined) throw new Error(`unknown part '${name}'; there are ${Object.keys(PARTS).join(', ')}`)
  say(`### ${name}\n`)
  await part()
}
if (values['update-readme']) updateReadme('observe')
