/**
 * A reproducible source of chance: xoshiro128** 1.1 (D. Blackman, S. Vigna, 2018,
 * https://prng.di.unimi.it/xoshiro128starstar.c, public domain). Its state is filled from the seeds by MurmurHash3's
 * finalizer (A. Appleby, public domain), so that seeds that differ in one bit give unrelated sequences.
 */
export class SeededRandom {
  #a = 0
  #b = 0
  #c = 0
  #d = 0

  /** Several seeds make one: the run's, then what tells this sequence from the run's others. Whole numbers up to 2^53. */
  constructor(...seeds: readonly number[]) {
    let hash = 0
    for (const seed of seeds) {
      hash = mix(hash ^ (seed >>> 0))
      hash = mix(hash ^ Math.floor(seed / 2 ** 32))
    }
    this.#a = mix(hash)
    this.#b = mix(this.#a)
    this.#c = mix(this.#b)
    this.#d = mix(this.#c)
  }

  /** A sequence that starts at a state of the generator itself; to check it against its source. */
  static ofState(a: number, b: number, c: number, d: number): SeededRandom {
    const random = new SeededRandom(0)
    random.#a = a
    random.#b = b
    random.#c = c
    random.#d = d
    return random
  }

  /** 32 random bits as a whole number. */
  next(): number {
    const product = Math.imul(this.#b, 5)
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0
    const shifted = this.#b << 9
    this.#c ^= this.#a
    this.#d ^= this.#b
    this.#b ^= this.#c
    this.#a ^= this.#d
    this.#c ^= shifted
    this.#d = (this.#d << 11) | (this.#d >>> 21)
    return result
  }

  /** At least 0 and below 1, with 53 random bits. */
  unit(): number {
    const high = this.next() >>> 5
    const low = this.next() >>> 6
    return (high * 2 ** 26 + low) / 2 ** 53
  }

  /** A whole number from 0 up to below `count`. */
  below(count: number): number {
    return Math.floor(this.unit() * count)
  }

  /** Exponentially distributed with mean 1, by inverse transform. */
  exponential(): number {
    return -Math.log1p(-this.unit())
  }
}

/** One step of a hash: the golden ratio keeps 0 from staying 0. */
function mix(value: number): number {
  let hash = (value + 0x9e3779b9) | 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
