/* global __ENV */
import http from 'k6/http'

// What k6 is given to run: as many users as connections, each sending its next request at once.
export const options = {
  scenarios: {
    visit: {
      executor: 'constant-vus',
      exec: 'visit',
      vus: Number(__ENV.VUS),
      duration: __ENV.DURATION,
      gracefulStop: '5s',
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
