/**
 * How a tool sends: `flat-out`: a closed loop without a pause; `limited`: one that is held back to a rate; `scheduled`: at even distances, with each latency counted
 * from the moment that was planned.
 */
export type Sending = 'flat-out' | 'limited' | 'scheduled'

/** A load generator from elsewhere, run by its own command line. */
export type Tool = {
  readonly name: string
  readonly sends: Sending
  /** The program's file, or its name where it is on the PATH; `null`: not installed (`bench/setup` says why). */
  readonly program: string | null
  /** Arguments, and variables beside those of this process. */
  command(run: ToolRun): { readonly args: readonly string[]; readonly env: Readonly<Record<string, string>> }
  /** What it says of itself. Throws where its output is not what this version prints. */
  read(stdout: string): OwnResult
}

export type ToolRun = {
  readonly url: string
  readonly connections: number
  readonly seconds: number
  /** Of all connections together; who sends flat out has no use for it. */
  readonly ratePerSecond: number
}

/** Latencies in milliseconds; `null`: the tool has no such figure. */
export type OwnResult = {
  readonly requests: number
  readonly p50: number | null
  readonly p95: number | null
  readonly p99: number | null
}
