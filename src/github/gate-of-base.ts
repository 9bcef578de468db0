import { type Words, words } from '../model/outside.ts'
import type { KnownGate } from '../ports.ts'
import { artifactName } from './artifact-name.ts'
import { findBaselineArtifact, type Search } from './baseline-artifact-find.ts'

/** What the base branch asks by a gate of that id: the word of its newest acceptable baseline, by the rules of any other baseline. */
export async function gateOfBase(search: Omit<Search, 'name'>, id: string): Promise<KnownGate> {
  const lookup = await findBaselineArtifact({ ...search, name: artifactName(id) })
  switch (lookup.state) {
    case 'found':
      return { state: 'known', gate: { plan: lookup.baseline.plan, asked: lookup.baseline.asked ?? null } }
    case 'unusable':
      return unknown(words`the baseline at ${lookup.where} cannot be used: ${lookup.why}`)
    case 'missing':
      return unknown(words`no run of the base branch has stored a baseline of this gate (${lookup.where})`)
    case 'off':
      return unknown(words`no baseline was looked up`)
  }
}

function unknown(why: Words): KnownGate {
  return { state: 'unknown', why }
}
