import type { Outcome } from '../judge/verdict.ts'
import { outside, type Words, words } from '../outside.ts'
import { hasContent, type Report, type Section } from '../report/report.ts'
import { describeTarget } from '../report/report-facts.ts'
import { formatMs } from '../units.ts'
import type { Answer } from './answer.ts'
import { answerFloor } from './answer-floor.ts'
import { answerKnee } from './answer-knee.ts'
import { answerMaxRate } from './answer-max-rate.ts'
import { answerTable } from './answer-table.ts'
import type { Capacity } from './capacity.ts'
import { capacityCharts } from './capacity-charts.ts'
import { capacityRecord } from './capacity-record.ts'
import { capacityTables, leftOutLines } from './capacity-tables.ts'
import type { CapacityAnswers } from './judge-capacity.ts'
import { describeScaling } from './scaling.ts'

/** What a capacity run has to say: its answers in words, everything that was measured, and charts. */
export function reportCapacity(capacity: Capacity, answers: CapacityAnswers): Report {
  const all = answersOf(capacity, answers)
  const sections: Section[] = [
    {
      kind: 'words',
      title: 'Answers',
      lines: [
        ...all.flatMap(({ lines }) => lines),
        ...describeScaling(answers.table?.rows ?? [], capacity.machine),
        ...leftOutLines(answers),
        ...describeEnd(capacity),
      ],
    },
    { kind: 'charts', title: 'Charts', groups: capacityCharts(capacity, answers) },
    ...capacityTables(capacity, answers),
    { kind: 'words', title: 'Target and machine', lines: describeRun(capacity, answers) },
  ]
  const headline = all.flatMap(({ short }, place) => (place === 0 ? short : [', ', ...short]))
  return {
    outcome: outcomeOf(all),
    headline: words`Capacity: ${headline}`,
    sections: sections.filter(hasContent),
    run: capacityRecord(capacity),
  }
}

/** The recommendation first: it is what most people ask for. */
function answersOf(capacity: Capacity, answers: CapacityAnswers): readonly Answer[] {
  const all = [
    answerTable(capacity, answers),
    answerKnee(capacity, answers),
    answerMaxRate(capacity, answers),
    answerFloor(capacity, answers),
  ]
  return all.filter((answer) => answer !== null)
}

/** Not found is an answer, and fails; one that is not there yet leaves it open. */
function outcomeOf(answers: readonly Answer[]): Outcome {
  if (answers.some(({ state }) => state === 'not-found')) return 'fail'
  return answers.every(({ state }) => state === 'found') ? 'pass' : 'inconclusive'
}

function describeEnd({ ended, plan }: Capacity): readonly Words[] {
  switch (ended) {
    case 'budget':
      return [
        words`The budget of ${formatMs(plan.budgetMs)} is spent. Raise "budget", and the next run in the same folder goes on from here.`,
      ]
    case 'time-limit':
      return [words`The time limit was reached. The next run in the same folder goes on from here.`]
    case 'complete':
    case null:
      return []
  }
}

function describeRun({ trials, plan, image }: Capacity, { views }: CapacityAnswers): readonly Words[] {
  const spentMs = trials.reduce((sum, { ms }) => sum + ms, 0)
  const line = words`${trials.length} configurations in ${formatMs(spentMs)}, ${plan.rounds === 1 ? 'each on one fresh start: every number is that of a single round' : `each on ${plan.rounds} fresh starts`}; seed ${plan.seed}.`
  const own = views.find(({ trial }) => trial.level === null) ?? views[0]
  const facts = own === undefined ? [words`Image ${outside(image.reference)}.`] : describeTarget(own.result)
  return [line, ...facts]
}
