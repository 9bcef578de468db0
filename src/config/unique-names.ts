import { outside, words } from '../model/outside.ts'
import { listAt, type Reading, rawAt, reportAt } from './sources.ts'

/** Results are told apart by names: two stages or two requests of one name are a mistake. */
export function reportSameNames(reading: Reading, list: 'requests' | 'stages'): void {
  const seen = new Map<string, number>()
  listAt(reading.raw, list).forEach((entry, index) => {
    const name = rawAt(entry, ['name'])
    if (typeof name !== 'string' || name === '') return
    const first = seen.get(name)
    if (first === undefined) seen.set(name, index)
    else
      reportAt(
        reading,
        [list, index, 'name'],
        words`${list}: "${outside(name)}" is the name of entry ${first + 1} as well`,
        words`Give each a name of its own.`,
      )
  })
}
