import { describe, expect, test } from 'vitest'
import { plainText } from '../outside.ts'
import { parseThreshold } from './thresholds.ts'

function read(entry: string): string {
  const result = parseThreshold(entry)
  if (result.state === 'wrong') return `${plainText(result.text)} | ${plainText(result.fix)}`
  const { stage, metric, op, limit, text } = result.value
  return [stage ?? '-', metric, op, limit, text].join(' ; ')
}

const METRICS =
  'The metrics are rps, p50, p90, p95, p99, failures, timeouts, memory-peak, cpu-per-request, throttled, oom-kills, restarts, startup, image-size.'

describe('parseThreshold reads', () => {
  test.each<[string, string]>([
    ['rps >= 100', '- ; rps ; >= ; 100 ; rps >= 100'],
    ['rps>=80/s', '- ; rps ; >= ; 80 ; rps >= 80/s'],
    ['rps >= 4800/m', '- ; rps ; >= ; 80 ; rps >= 4800/m'],
    ['  p95   <  250ms ', '- ; p95 ; < ; 250 ; p95 < 250ms'],
    ['p99 <= 1m30s', '- ; p99 ; <= ; 90000 ; p99 <= 1m30s'],
    ['p95 > 250ms', '- ; p95 ; > ; 250 ; p95 > 250ms'],
    ['rps < 100', '- ; rps ; < ; 100 ; rps < 100'],
    ['failures < 1%', '- ; failures ; < ; 0.01 ; failures < 1%'],
    ['timeouts <= 0', '- ; timeouts ; <= ; 0 ; timeouts <= 0'],
    ['startup < 20s', '- ; startup ; < ; 20000 ; startup < 20s'],
    ['memory-peak < 400MiB', '- ; memory-peak ; < ; 419430400 ; memory-peak < 400MiB'],
    ['image-size<1.5g', '- ; image-size ; < ; 1610612736 ; image-size < 1.5g'],
    ['cpu-per-request < 20ms', '- ; cpu-per-request ; < ; 20 ; cpu-per-request < 20ms'],
    ['throttled <= 0', '- ; throttled ; <= ; 0 ; throttled <= 0'],
    ['throttled < 20%', '- ; throttled ; < ; 0.2 ; throttled < 20%'],
    ['oom-kills < 1', '- ; oom-kills ; < ; 1 ; oom-kills < 1'],
    ['steady: restarts <= 0', 'steady ; restarts ; <= ; 0 ; restarts <= 0'],
    ['steady: p95 < 250ms', 'steady ; p95 ; < ; 250 ; p95 < 250ms'],
    ['steady:p95<250ms', 'steady ; p95 ; < ; 250 ; p95 < 250ms'],
    ['rush hour: 9 to 5: rps > 3', 'rush hour: 9 to 5 ; rps ; > ; 3 ; rps > 3'],
  ])('%j', (entry, expected) => expect(read(entry)).toBe(expected))
})

describe('parseThreshold explains', () => {
  test.each<[string, string]>([
    ['rps: >= 100', '"rps: >= 100" has a colon after the metric | Write - rps >= 100 without the colon.'],
    ['p95: <250ms', '"p95: <250ms" has a colon after the metric | Write - p95 < 250ms without the colon.'],
    ['rps:', '"rps:" has a colon after the metric | Write - rps >= 100 without the colon.'],
    ['p95 < 250', 'the limit of p95: "250" has no unit | Write 250ms.'],
    ['startup < 60', 'the limit of startup: "60" has no unit | Write 60s.'],
    ['failures < 1', 'the limit of failures: "1" has no unit | Write 1%.'],
    [
      'rps >= 100ms',
      'the limit of rps: "100ms" is not a rate | Write it like 100, 80/s or 4800/m (per second, per minute).',
    ],
    ['p95 => 250ms', '"p95 => 250ms": "=>" is not a comparison | Write p95 >= 250ms.'],
    ['rps =< 5', '"rps =< 5": "=<" is not a comparison | Write rps <= 5.'],
    [
      'p95 = 250ms',
      '"p95 = 250ms": a measured value is never exactly equal to a limit | Compare with <, <=, > or >=, like p95 < 250ms.',
    ],
    [
      'p95 == 250ms',
      '"p95 == 250ms": a measured value is never exactly equal to a limit | Compare with <, <=, > or >=, like p95 < 250ms.',
    ],
    [
      'p95 != 1s',
      '"p95 != 1s": "!=" is not a comparison | Write metric, comparison (<, <=, > or >=) and limit, like p95 < 250ms.',
    ],
    [
      'p95 250ms',
      '"p95 250ms" has no comparison | Write metric, comparison (<, <=, > or >=) and limit, like p95 < 250ms.',
    ],
    ['p95 <', '"p95 <" has no limit | Write it like p95 < 250ms.'],
    ['p96 < 1s', `"p96 < 1s": "p96" is not a metric | ${METRICS}`],
    ['failure < 1%', `"failure < 1%": "failure" is not a metric | Did you mean failures? ${METRICS}`],
    ['throughput > 5', `"throughput > 5": "throughput" is not a metric | ${METRICS}`],
    ['__proto__ > 5', `"__proto__ > 5": "__proto__" is not a metric | ${METRICS}`],
    ['< 5', `"< 5" names no metric | Write metric, comparison and limit, like p95 < 250ms. ${METRICS}`],
    ['', `"" names no metric | Write metric, comparison and limit, like p95 < 250ms. ${METRICS}`],
    [
      'steady: startup < 5s',
      '"steady: startup < 5s" names a stage, but startup is measured before any stage | Write "startup < 5s" without the stage.',
    ],
    [
      'steady: image-size < 1g',
      '"steady: image-size < 1g" names a stage, but image-size is the same in every stage | Write "image-size < 1g" without the stage.',
    ],
    [
      'oom-kills < 50ms',
      'the limit of oom-kills: "50ms" is not a count | Write a whole number without a unit, like 1.',
    ],
    ['restarts < 0.5', 'the limit of restarts: "0.5" is not a count | Write a whole number without a unit, like 1.'],
    ['memory-peak < 400', 'the limit of memory-peak: "400" means 400 bytes | Did you mean 400m? Write the unit.'],
    [
      'memory-peak < 80%',
      'the limit of memory-peak: "80%" is not an amount of memory | Write it like 512m, 1.5g, 1500MB or 2GiB.',
    ],
    ['cpu-per-request < 5', 'the limit of cpu-per-request: "5" has no unit | Write 5ms.'],
    ['throttled < 0.2', 'the limit of throttled: "0.2" has no unit | Write 0.2% or 20%.'],
    [
      'memory-peak: < 400MiB',
      '"memory-peak: < 400MiB" has a colon after the metric | Write - memory-peak < 400MiB without the colon.',
    ],
    ['oom-kill < 1', `"oom-kill < 1": "oom-kill" is not a metric | Did you mean oom-kills? ${METRICS}`],
    ['oom-kills < 0', '"oom-kills < 0" can never pass: nothing is less than 0 | Write oom-kills <= 0.'],
    [
      'restarts >= 0',
      '"restarts >= 0" makes no sense: it can never fail | Write a limit that can be held and missed, like restarts < 1.',
    ],
    [
      'memory-peak <= 0m',
      '"memory-peak <= 0m" makes no sense: it can never pass | Write a limit that can be held and missed, like memory-peak < 400MiB.',
    ],
    ['failures < 0', '"failures < 0" can never pass: nothing is less than 0 | Write failures <= 0.'],
    [
      'rps >= 0',
      '"rps >= 0" makes no sense: it can never fail | Write a limit that can be held and missed, like rps >= 100.',
    ],
    [
      'p95 <= 0ms',
      '"p95 <= 0ms" makes no sense: it can never pass | Write a limit that can be held and missed, like p95 < 250ms.',
    ],
    [
      'failures <= 100%',
      '"failures <= 100%" makes no sense: it can never fail | Write a limit that can be held and missed, like failures < 1%.',
    ],
    [
      'failures < 150%',
      '"failures < 150%" makes no sense: a share is at most 100% | Write a limit that can be held and missed, like failures < 1%.',
    ],
  ])('%j', (entry, expected) => expect(read(entry)).toBe(expected))
})

test('what was read reads the same again from its own text', () => {
  for (const entry of ['rps>=80/s', 'p95<250ms', ' failures<1%']) {
    const once = parseThreshold(entry)
    expect(once.state === 'value' && parseThreshold(once.value.text)).toEqual(once)
  }
})
