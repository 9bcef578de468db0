import { answersInNumbers } from '../model/capacity/answers-in-numbers.ts'
import type { Capacity } from '../model/capacity/capacity.ts'
import { decodeCapacity, encodeCapacity } from '../model/capacity/capacity-file.ts'
import { type CapacityAnswers, judgeCapacity } from '../model/capacity/judge-capacity.ts'
import { adviseEnding, describeEnding } from '../model/causes/endings.ts'
import { SetupError } from '../model/errors.ts'
import { outside, words } from '../model/outside.ts'
import { formatMs } from '../model/units.ts'
import { type CapacityWorld, measureCapacity } from './measure-capacity.ts'
import { keepResult, publish } from './publish.ts'
import { type Sized, size } from './size.ts'

/**
 * Finds out how much an image can do in its box, how small the box can be, and how many of them it takes. That nothing was found is a value.
 * An earlier run of the same question that was interrupted is gone on with. Throws ConfigError or SetupError where nothing could be learnt, and
 * the signal's reason when interrupted; nothing is left running.
 */
export async function findCapacity(world: CapacityWorld): Promise<Sized> {
  const measured = await measureCapacity(world, world.readConfig())
  const text = encodeCapacity(measured, answersInNumbers(judgeCapacity(measured)))
  await keepResult(world, text)
  const capacity = decodeCapacity(text)
  if (capacity === null) throw new Error('a capacity file cannot be read back')
  refuseUnstarted(capacity)
  const sized = size(capacity)
  await keepTrials(world, sized.answers)
  await publish(world, sized.report, null)
  return sized
}

/** A file that cannot be written does not undo the measurement. */
async function keepTrials(world: CapacityWorld, answers: CapacityAnswers): Promise<void> {
  try {
    await world.keepTrials(answers)
  } catch (error) {
    world.log.warn(
      words`The CSV file could not be written: ${outside(error instanceof Error ? error.message : String(error))}`,
    )
  }
}

/** An image that never became ready, in any box, says nothing about its size. Throws SetupError. */
function refuseUnstarted({ trials, plan, ended }: Capacity): void {
  const starts = trials.flatMap(({ rounds, box }) =>
    rounds.flatMap((round) => round.starts.map((start) => ({ start, box }))),
  )
  if (starts.some(({ start }) => start.state === 'ready')) return
  const [first] = starts
  if (first?.start.state === 'failed') {
    const { ending } = first.start
    const sentence = words`The target did not start in any box that was tried: ${describeEnding(ending, { ...plan, ...first.box })}`
    throw new SetupError(sentence, adviseEnding(ending), { lastLines: ending.lastLines })
  }
  throw new SetupError(
    words`Nothing was measured before the ${ended === 'time-limit' ? 'time limit was reached' : `budget of ${formatMs(plan.budgetMs)} was spent`}`,
    words`Raise "time-limit" and "budget", or shorten the stages.`,
  )
}
