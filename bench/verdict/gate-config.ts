import { fileURLToPath } from 'node:url'
import { realFiles } from '../../src/config/files.ts'
import { readConfig } from '../../src/config/read-config.ts'
import type { Config } from '../../src/model/config.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const directory = fileURLToPath(new URL('../../fixtures/covertype-api', import.meta.url))

/**
 * How long the stages are: a round of both sides takes about 40 s by them, so twelve are eight minutes. The spread between rounds of one image falls with the root of what
 * is measured (bench/README.md), and an image that was just started is slower in its first two seconds under load.
 */
const [WARM_UP, STEADY, OFFERED] = ['3s', '5s', '8s']
/** Bursts of Poisson arrivals make a p95 of a few seconds three to five times as noisy between two starts of one image (bench/README.md). */
const ARRIVALS = 'constant'

/** The load that all gates of a corpus share; others are another corpus. */
export const PLAN = `warm-up 5 connections ${WARM_UP}, steady 10 connections ${STEADY}, offered 50% ${ARRIVALS} ${OFFERED}`

/** A stage of half the RPS of `steady`. */
export type OfferedStage = {
  readonly name: string
  readonly arrivals: 'constant' | 'poisson'
  readonly duration: string
}

const OFFERED_STAGE: OfferedStage = { name: 'offered', arrivals: ARRIVALS, duration: OFFERED }

export type GateParts = {
  readonly candidate: string
  readonly baseline: string
  readonly cpus?: number
  /** Of the stage `steady`; without it as long as in every gate. */
  readonly steady?: string
  /** Stages of half of its RPS; without it one, as in every gate. */
  readonly offered?: readonly OfferedStage[]
}

/** The configuration of one gate, read as the program reads one that a user wrote. */
export function gateConfig(parts: GateParts): Config {
  return readConfig({
    yaml: { text: yamlOf(parts), name: 'gate.yml', kind: 'inline', directory },
    overrides: [],
    env: {},
    workspace: root,
    directory,
    files: realFiles,
  })
}

function yamlOf({ candidate, baseline, cpus = 1, steady = STEADY, offered = [OFFERED_STAGE] }: GateParts): string {
  return `
target: { image: '${candidate}', pull: never, cpus: ${cpus}, memory: 512MiB, ready: /health }
requests:
  - { name: predict, weight: 3, method: POST, path: /predict, json-file: sample.json }
  - { name: index, weight: 1, method: GET, path: / }
stages:
  - { name: warm-up, connections: 5, duration: ${WARM_UP}, warm-up: true }
  - { name: steady, connections: 10, duration: ${steady} }
${offered.map(({ name, arrivals, duration }) => `  - { name: ${name}, rate: 50%, arrivals: ${arrivals}, duration: ${duration} }`).join('\n')}
baseline: { compare: paired, image: '${baseline}' }
`
}
