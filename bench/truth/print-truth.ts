import { median } from '../median.ts'
import { printGoal } from '../print/goal.ts'
import { say } from '../print/say.ts'
import { printTable } from '../print/table.ts'
import type { TruthCase } from './cases.ts'
import type { Contestant } from './contestants.ts'
import { figureOf, PERCENTS, type Percent, type Run, showMs } from './figures.ts'

export type TruthRuns = ReadonlyMap<TruthCase, ReadonlyMap<Contestant, readonly Run[]>>

/** The tables, then the goals. */
export function printTruth(all: TruthRuns): void {
  for (const [truthCase, runs] of all) {
    say(`### ${truthCase.name}\n`)
    printTable([...runs].map(([contestant, ofOne]) => rowOf(contestant, ofOne)))
  }
  for (const [truthCase, runs] of all) printAccuracy(truthCase, runs)
  printCounts(all)
  printStall(all)
  printServerLoad(all)
}

function rowOf({ name }: Contestant, runs: readonly Run[]): Readonly<Record<string, string | number>> {
  const cells = PERCENTS.map((percent) => [`p${percent}, said (true)`, cellOf(runs, percent)] as const)
  return { generator: name, ...Object.fromEntries(cells), answers: median(runs.map((run) => run.counted)) }
}

/** `50.3 (50.4)`, in milliseconds; what is further off than is allowed stands out. */
function cellOf(runs: readonly Run[], percent: Percent): string {
  const { said, truth, offShare } = figureOf(runs, percent)
  if (said === null || offShare === null) return `none (${showMs(truth)})`
  return offShare > 1 ? `**${showMs(said)}** (${showMs(truth)})` : `${showMs(said)} (${showMs(truth)})`
}

function printAccuracy({ name }: TruthCase, runs: ReadonlyMap<Contestant, readonly Run[]>): void {
  const figures = [...runs]
    .filter(([{ isOurs }]) => isOurs)
    .flatMap(([contestant, ofOne]) =>
      PERCENTS.map((percent) => {
        const { offShare } = figureOf(ofOne, percent)
        return { where: `${contestant.name}, p${percent}`, share: offShare ?? Number.POSITIVE_INFINITY }
      }),
    )
  const worst = figures.toSorted((a, b) => b.share - a.share)[0]
  if (worst === undefined) return
  printGoal(
    `${name}: p50, p95 within 2 % or 1 ms, p99 within 2 % or 2 ms`,
    `${Math.round(worst.share * 100)} % of what is allowed at most (${worst.where})`,
    worst.share <= 1,
  )
}

/** A server that is killed is left out: what it wrote last may never have reached anybody. */
function printCounts(all: TruthRuns): void {
  const wrong = [...all]
    .filter(([{ path }]) => path !== '/killed')
    .flatMap(([{ name }, runs]) =>
      [...runs]
        .filter(([{ isOurs }]) => isOurs)
        .flatMap(([contestant, ofOne]) =>
          ofOne
            .filter((run) => run.counted !== run.answered)
            .map((run) => `${name}, ${contestant.name}: ${run.counted} of ${run.answered}`),
        ),
    )
  printGoal('every good answer that a server wrote is counted once', wrong[0] ?? 'in every run', wrong.length === 0)
}

/**
 * For a second in ten nothing is answered: a tenth of those who come wait, half a second on average. Of the closed loops the truth is looked at, not
 * what they say: wrk makes up samples for the requests that it did not send.
 */
function printStall(all: TruthRuns): void {
  const runs = [...all].find(([{ path }]) => path === '/stall')?.[1]
  const p95 = [...(runs ?? [])].map(([{ model, name }, ofOne]) => ({ model, name, ...figureOf(ofOne, 95) }))
  // Ours stands first.
  const [open] = p95.filter(({ model }) => model === 'open')
  const [closed] = p95.filter(({ model }) => model === 'closed').toSorted((a, b) => b.truth - a.truth)
  if (open === undefined || open.said === null || closed === undefined) return
  printGoal(
    'the stall: the open model shows the wait of those who would have come, which closed loops do not send',
    `p95 ${showMs(open.said)} ms; of what closed loops sent at most ${showMs(closed.truth)} ms (${closed.name})`,
    open.said > 200 && closed.truth < 50,
  )
}

function printServerLoad(all: TruthRuns): void {
  const loads = [...all].flatMap(([{ name }, runs]) =>
    [...runs].map(([contestant, ofOne]) => ({
      where: `${name}, ${contestant.name}`,
      share: median(ofOne.map((run) => run.serverCpuShare)),
    })),
  )
  const highest = loads.reduce((a, b) => (b.share > a.share ? b : a))
  const figure = `${Math.round(highest.share * 100)} % of a core (${highest.where})`
  printGoal('every server below 30 % load', figure, highest.share < 0.3)
}
