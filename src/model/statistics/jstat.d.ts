/** The parts of jStat that the tests hold our own statistics against; it brings no types. */
declare module 'jstat' {
  type Distribution<Parameters extends readonly number[]> = {
    cdf(x: number, ...parameters: Parameters): number
    inv(p: number, ...parameters: Parameters): number
  }
  export const jStat: {
    studentt: Distribution<[df: number]>
    beta: Distribution<[alpha: number, beta: number]>
    /** Successes among `sample` draws from `population` that holds `successes`. */
    hypgeom: { pdf(x: number, population: number, successes: number, sample: number): number }
    ibeta(x: number, a: number, b: number): number
    gammaln(x: number): number
  }
}
