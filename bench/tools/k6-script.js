/* global __ENV */
import http from 'k6/http'

// What k6 is given to run: as many users as connections, each sending its next request at once; or, where there is a RATE, arrivals at even distances.
const shared = { exec: 'visit', duration: __ENV.DURATION, gracefulStop: '5s' }
const vus = Number(__ENV.VUS)

export const options = {
  scenarios: {
    visit:
      __ENV.RATE === undefined
        ? { ...shared, executor: 'constant-vus', vus }
        : {
            ...shared,
            executor: 'constant-arrival-rate',
            rate: Number(__ENV.RATE),
            timeUnit: '1s',
            preAllocatedVUs: vus,
          },
  },
  discardResponseBodies: true,
  summaryTrendStats: ['p(50)', 'p(95)', 'p(99)'],
}

export function visit() {
  http.get(__ENV.URL)
}

export function handleSummary(data) {
  return { stdout: JSON.stringify(data) }
}
