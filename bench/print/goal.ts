import { say } from './say.ts'

/** One line for a goal that the benchmark was built for. A missed goal is a finding, not an error. */
export function printGoal(what: string, figure: string, isMet: boolean): void {
  say(`goal: ${what}: ${figure} (${isMet ? 'met' : 'missed'})`)
}
