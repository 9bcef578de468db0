import { parseArgs } from 'node:util'
import { benchCovertype } from './capacity/covertype.ts'
import { benchKnob } from './capacity/knob.ts'
import { printMachine } from './print/machine.ts'
import { say } from './print/say.ts'
import { updateReadme } from './print/update-readme.ts'

/**
 * Whether the answers of `perf-gate capacity` are true, on the knob image, of which they are known; and what they are for the covertype image.
 *
 *   node bench/capacity.ts [--only knob,covertype] [--update-readme]
 */
const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'knob,covertype' },
    'update-readme': { type: 'boolean', default: false },
  },
})
const PARTS: Readonly<Record<string, () => Promise<void>>> = { knob: benchKnob, covertype: benchCovertype }

printMachine()
for (const name of values.only.split(',')) {
  const part = PARTS[name]
  if (part === undefined) throw new Error(`unknown part '${name}'; there are ${Object.keys(PARTS).join(', ')}`)
  say(`### ${name}\n`)
  await part()
}
if (values['update-readme']) updateReadme('capacity')
