/**
 * The endpoint to which a thread's connection or user of this place (from 0) leads. The places of all threads together follow each other without a gap, as
 * `splitJob` divides them: so each endpoint gets as many as every other, or one more, however many threads there are.
 */
export function endpointOf(place: number, of: { thread: number; threads: number }, endpoints: number): number {
  return (of.thread + place * of.threads) % endpoints
}
