import { attempts, failures, type Merged, type Percentile } from '../samples.ts'
import { formatMs, formatShare } from '../units.ts'

/** `12.3 ms`, `over 10 s (timeout)`, `no data`. */
export function printPercentile(found: Percentile): string {
  switch (found.state) {
    case 'value':
      return formatMs(found.ms)
    case 'beyond':
      return `over ${formatMs(found.timeoutMs)} (timeout)`
    case 'none':
      return 'no data'
  }
}

/** `0`, `12 (1.2%)`. */
export function printFailures(merged: Merged): string {
  return failuresOf(failures(merged), attempts(merged))
}

/** The same of counts that nothing else is known of. */
export function failuresOf(failed: number, all: number): string {
  return failed === 0 ? '0' : `${failed} (${formatShare(failed / all)})`
}
