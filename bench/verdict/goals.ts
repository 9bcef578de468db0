import { median } from '../median.ts'
import { printGoal } from '../print/goal.ts'
import { say } from '../print/say.ts'
import type { GateRecord } from './gate-record.ts'
import { KIND_IDS, KINDS, type Kind } from './kinds.ts'
import { answerOurs } from './rules/ours.ts'
import { oursStandard, oursStrict, STANDARD, STRICT } from './rules/rules.ts'
import type { Rule, Ruling } from './ruling.ts'
import { clear, tally } from './tally.ts'
import { showShare, wilson } from './wilson.ts'

const MOST_MINUTES = 10

/** How often a rule may give an answer on gates of one kind. */
type Goal = {
  readonly what: string
  readonly rule: Rule
  readonly kind: Kind
  readonly answer: Ruling['answer']
  readonly isMet: (share: number) => boolean
}

const never = (share: number) => share === 0

const GOALS: readonly Goal[] = [
  {
    what: 'no false alarm in 40 live A/A gates, default tolerance',
    rule: oursStandard,
    kind: 'aa',
    answer: 'slower',
    isMet: never,
  },
  { what: 'the same at 3 % and 5 %', rule: oursStrict, kind: 'aa', answer: 'slower', isMet: never },
  {
    what: 'A/A passes within the default budget and tolerance in at least 80 %',
    rule: oursStandard,
    kind: 'aa',
    answer: 'ruled-out',
    isMet: (share) => share >= 0.8,
  },
  {
    what: '+10 % is caught in at least 95 %, at 3 % and 5 %',
    rule: oursStrict,
    kind: 'plus10',
    answer: 'slower',
    isMet: (share) => share >= 0.95,
  },
  {
    what: '+5 % is never called ruled out, at 3 % and 5 %',
    rule: oursStrict,
    kind: 'plus5',
    answer: 'ruled-out',
    isMet: never,
  },
  {
    what: '+5 % is "cannot tell" in at most half, at 3 % and 5 %',
    rule: oursStrict,
    kind: 'plus5',
    answer: 'cannot-tell',
    isMet: (share) => share <= 0.5,
  },
]

/** One line a goal; of one for which too few gates are recorded, how many there are. */
export function printGoals(corpus: readonly GateRecord[]): void {
  for (const goal of GOALS) printShare(goal, corpus)
  for (const rule of [oursStandard, oursStrict]) printMinutes(rule, corpus)
  printAgreement(corpus)
}

function printShare({ what, rule, kind, answer, isMet }: Goal, corpus: readonly GateRecord[]): void {
  const { rulings } = tally(rule, corpus, kind)
  const events = rulings.filter((ruling) => ruling.answer === answer).length
  const { wanted } = KINDS[kind]
  if (rulings.length >= wanted)
    printGoal(what, showShare(wilson(events, rulings.length)), isMet(events / rulings.length))
  else say(`goal: ${what}: ${events} so far, ${rulings.length} of ${wanted} gates recorded (not judged)`)
}

/** Over every kind, as often as it was recorded. */
function printMinutes(rule: Rule, corpus: readonly GateRecord[]): void {
  const what = `median time to a clear verdict is under ${MOST_MINUTES} minutes (${rule.name})`
  const found = clear(KIND_IDS.flatMap((kind) => tally(rule, corpus, kind).rulings))
  const minutes = median(found.map(({ seconds }) => seconds)) / 60
  if (found.length === 0) say(`goal: ${what}: no clear verdict recorded (not judged)`)
  else printGoal(what, `${minutes.toFixed(1)} min over ${found.length} gates`, minutes < MOST_MINUTES)
}

/** The rules are played on the numbers that were kept; the program answered on all that it had, when they were recorded. */
function printAgreement(corpus: readonly GateRecord[]): void {
  const differs = corpus.filter(({ live, ...gate }) => {
    const answers = { strict: answerOurs(gate, STRICT), standard: answerOurs(gate, STANDARD) }
    return (['strict', 'standard'] as const).some(
      (name) => answers[name].answer !== live[name].answer || answers[name].rounds !== live[name].rounds,
    )
  })
  say(`\n${differs.length} of ${corpus.length} gates are answered otherwise here than by the program when it ran them.`)
}
