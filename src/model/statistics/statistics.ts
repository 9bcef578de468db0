/**
 * The few statistics that a verdict needs. Everything works on plain numbers; a sample that is too small for a formula is a thrown error of ours.
 */

/**
 * Regularised incomplete beta function I_x(a, b), by the continued fraction of DLMF 8.17.22, evaluated with Lentz's method.
 * Relative accuracy about 1e-12 for the sizes used here.
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  // The fraction converges fast only below the mean; above it the symmetry I_x(a, b) = 1 - I_{1-x}(b, a) is used.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a)
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b)) / a
  return front * betaFraction(x, a, b)
}

function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300
  let c = 1
  let d = 1 - ((a + b) * x) / (a + 1)
  d = 1 / (Math.abs(d) < tiny ? tiny : d)
  let fraction = d
  for (let m = 1; m <= 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    let step = 1
    for (const term of [even, odd]) {
      d = 1 + term * d
      d = 1 / (Math.abs(d) < tiny ? tiny : d)
      c = 1 + term / c
      c = Math.abs(c) < tiny ? tiny : c
      step = c * d
      fraction *= step
    }
    if (Math.abs(step - 1) < 1e-14) return fraction
  }
  throw new Error(`incomplete beta did not converge for x=${x}, a=${a}, b=${b}`)
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b)
}

/** ln Γ(z) for z > 0: Stirling's series (DLMF 5.11.1) after shifting z above 10 by the recurrence Γ(z + 1) = z Γ(z). */
export function logGamma(z: number): number {
  let shift = 0
  let y = z
  while (y < 10) {
    shift -= Math.log(y)
    y += 1
  }
  const r = 1 / (y * y)
  const series = (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r / 1188)))) / y
  return shift + (y - 0.5) * Math.log(y) - y + 0.5 * Math.log(2 * Math.PI) + series
}

/** P(T <= t) for Student's t with `df` degrees of freedom, through the incomplete beta function (DLMF 8.17; Abramowitz and Stegun 26.7.1). */
export function tDistribution(t: number, df: number): number {
  const tail = 0.5 * incompleteBeta(df / (df + t * t), df / 2, 0.5)
  return t > 0 ? 1 - tail : tail
}

/** The t with P(T <= t) = `p`, by bisection on `tDistribution`. `df` may be fractional (Welch). */
export function tQuantile(p: number, df: number): number {
  if (!(p > 0 && p < 1) || !(df > 0)) throw new Error(`tQuantile needs 0 < p < 1 and df > 0, got p=${p}, df=${df}`)
  if (p < 0.5) return -tQuantile(1 - p, df)
  let high = 1
  while (tDistribution(high, df) < p) high *= 2
  return bisect((t) => tDistribution(t, df) >= p, 0, high)
}

/** The smallest x in [low, high] for which a monotone condition holds, to double precision. */
function bisect(holds: (x: number) => boolean, low: number, high: number): number {
  for (let step = 0; step < 200 && high - low > Number.EPSILON * Math.max(1, Math.abs(low)); step++) {
    const middle = (low + high) / 2
    if (holds(middle)) high = middle
    else low = middle
  }
  return (low + high) / 2
}

/** An estimate with a bound on either side, each one-sided at the confidence that was asked for. */
export type Interval = { readonly estimate: number; readonly lower: number; readonly upper: number }

/** Arithmetic mean; the sample may not be empty. */
export function mean(values: readonly number[]): number {
  if (values.length === 0) throw new Error('mean of nothing')
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Unbiased sample variance (divisor n - 1); needs two values. */
export function variance(values: readonly number[]): number {
  if (values.length < 2) throw new Error('variance needs two values')
  const centre = mean(values)
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1)
}

/** Student's t bounds of the mean: mean ± t(confidence, n - 1) · s / √n, each bound one-sided. Needs two values. */
export function meanInterval(values: readonly number[], confidence: number): Interval {
  const centre = mean(values)
  const margin = tQuantile(confidence, values.length - 1) * Math.sqrt(variance(values) / values.length)
  return { estimate: centre, lower: centre - margin, upper: centre + margin }
}

/** A difference of means with its standard error and degrees of freedom. */
export type Difference = { readonly estimate: number; readonly standardError: number; readonly df: number }

/**
 * How far a new value lies from earlier ones, for a prediction: se = s · √(1 + 1/K), df = K - 1 (Student's t prediction interval). Needs two earlier values.
 */
export function prediction(earlier: readonly number[], value: number): Difference {
  const standardError = Math.sqrt(variance(earlier) * (1 + 1 / earlier.length))
  return { estimate: value - mean(earlier), standardError, df: earlier.length - 1 }
}

/** One-sided t bounds of a difference. */
export function differenceInterval(difference: Difference, confidence: number): Interval {
  const margin = tQuantile(confidence, difference.df) * difference.standardError
  return {
    estimate: difference.estimate,
    lower: difference.estimate - margin,
    upper: difference.estimate + margin,
  }
}

/** The smallest difference that would be seen with the given power: (t(confidence) + t(power)) · se. */
export function smallestVisible(difference: Difference, confidence: number, power: number): number {
  return (tQuantile(confidence, difference.df) + tQuantile(power, difference.df)) * difference.standardError
}

/**
 * Exact bounds of a share by Clopper and Pearson (1934), each one-sided: the lower is the (1 - confidence) quantile of Beta(k, n - k + 1),
 * the upper the `confidence` quantile of Beta(k + 1, n - k).
 */
export function shareInterval(events: number, trials: number, confidence: number): Interval {
  if (trials <= 0) throw new Error('a share needs trials')
  const lower = events === 0 ? 0 : betaQuantile(1 - confidence, events, trials - events + 1)
  const upper = events === trials ? 1 : betaQuantile(confidence, events + 1, trials - events)
  return { estimate: events / trials, lower, upper }
}

function betaQuantile(p: number, a: number, b: number): number {
  return bisect((x) => incompleteBeta(x, a, b) >= p, 0, 1)
}
