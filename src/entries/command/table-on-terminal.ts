import type { Report } from '../../model/report/report.ts'
import type { Output } from '../../ports.ts'
import { printReport } from './terminal.ts'

/** The report's tables on standard output. `clear`: takes away what stands on the terminal's last line. */
export function tableOnTerminal(clear: () => void): Output {
  return {
    name: 'table',
    async publish(report: Report) {
      clear()
      printReport(report, process.stdout)
      return { state: 'written' }
    },
  }
}
