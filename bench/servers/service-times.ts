import type { ServiceTime } from './behaviours.ts'

/** The service time of the `number`th request (from 1) of a path: the same in every run. */
export function serviceTimeMs(service: ServiceTime, number: number): number {
  switch (service.kind) {
    case 'constant':
      return service.ms
    case 'two':
      return number % 10 === 0 ? service.slowMs : service.fastMs
    case 'log-normal':
      return service.medianMs * Math.exp(service.sigma * standardNormal(number))
  }
}

/** Box and Muller's transform of two numbers that are spread evenly over 0 to 1 (additive recurrence: golden ratio, square root of 2). */
function standardNormal(number: number): number {
  const first = (number * 0.618_033_988_749_895) % 1
  const second = (number * 0.414_213_562_373_095) % 1
  return Math.sqrt(-2 * Math.log(1 - first)) * Math.cos(2 * Math.PI * second)
}
