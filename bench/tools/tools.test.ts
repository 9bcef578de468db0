import { describe, expect, it } from 'vitest'
import { autocannon, autocannonRate } from './autocannon.ts'
import { hey } from './hey.ts'
import { k6, k6Rate } from './k6.ts'
import { locust } from './locust.ts'
import { oha, ohaRate } from './oha.ts'
import { wrk } from './wrk.ts'

// Each text is what the version in bench/setup printed, without what is not read.

describe('the figures that a tool prints are read in milliseconds', () => {
  it.each([
    {
      tool: autocannon,
      printed: '{"latency":{"p50":5,"p90":6,"p97_5":8,"p99":9},"requests":{"total":626}}\n',
      read: { requests: 626, p50: 5, p95: null, p99: 9 },
    },
    {
      tool: wrk,
      printed: 'Running 1s test\n  701 requests in 1.01s\n{"requests":701,"p50":5410,"p95":7275,"p99":8638}\n',
      read: { requests: 701, p50: 5.41, p95: 7.275, p99: 8.638 },
    },
    {
      tool: hey,
      printed: [
        'Latency distribution:',
        '  50% in 0.0500 secs',
        '  95% in 0.2500 secs',
        '  99% in 1.5000 secs',
        '',
        'Status code distribution:',
        '  [200]	90 responses',
        '  [503]	10 responses',
      ].join('\n'),
      read: { requests: 100, p50: 50, p95: 250, p99: 1500 },
    },
    {
      tool: oha,
      printed: JSON.stringify({
        latencyPercentiles: { p50: 0.005, p95: 0.25, p99: null },
        statusCodeDistribution: { '200': 90, '503': 10 },
      }),
      read: { requests: 100, p50: 5, p95: 250, p99: null },
    },
    {
      tool: k6,
      printed: JSON.stringify({
        metrics: {
          http_reqs: { values: { count: 709 } },
          http_req_duration: { values: { 'p(50)': 5.488, 'p(95)': 6.01, 'p(99)': 7.233 } },
        },
      }),
      read: { requests: 709, p50: 5.488, p95: 6.01, p99: 7.233 },
    },
    {
      tool: locust,
      printed: JSON.stringify([
        { num_requests: 100, num_failures: 10, response_times: { '5': 50, '6': 44, '120': 5, '1000': 1 } },
      ]),
      // Locust's own rule takes the value above where the share ends at a value exactly.
      read: { requests: 90, p50: 6, p95: 120, p99: 1000 },
    },
  ])('$tool.name', ({ tool, printed, read }) => {
    expect(tool.read(printed)).toEqual(read)
  })

  it('Locust without an answer has none', () => {
    expect(locust.read('[]')).toEqual({ requests: 0, p50: null, p95: null, p99: null })
  })

  it('wrk without its line of figures is an error that shows what it printed', () => {
    expect(() => wrk.read('unable to connect')).toThrow("wrk printed no figures: 'unable to connect'")
  })
})

describe('a rate mode is given the rate', () => {
  it.each([
    { tool: autocannonRate, says: '--overallRate 100 ' },
    { tool: ohaRate, says: '-q 100 --latency-correction ' },
    { tool: k6Rate, says: '-e RATE=100 ' },
  ])('$tool.name', ({ tool, says }) => {
    const run = { url: 'http://127.0.0.1:1/', connections: 8, seconds: 2, ratePerSecond: 100 }
    expect(tool.command(run).args.join(' ')).toContain(says)
  })
})
