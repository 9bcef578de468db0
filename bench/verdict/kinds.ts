/** What a recorded gate compares: the fixture image with itself, or with one that asks more or fewer trees. */
export type Kind = 'aa' | 'plus5' | 'plus10' | 'minus10'

/** `trees`: of the candidate. `wanted`: of so many gates the proportions of a corpus are made. */
type KindFacts = { readonly label: string; readonly trees: number; readonly wanted: number }

/** The fixture's own number. */
export const BASELINE_TREES = 30

/** Each tree costs about 1.8 % of the mean CPU time of a request (bench/README.md says how that was found). */
export const KINDS: Readonly<Record<Kind, KindFacts>> = {
  aa: { label: 'A/A', trees: BASELINE_TREES, wanted: 40 },
  plus5: { label: '+5 %', trees: 33, wanted: 12 },
  plus10: { label: '+10 %', trees: 36, wanted: 12 },
  minus10: { label: '-10 %', trees: 24, wanted: 12 },
}

export const KIND_IDS = Object.keys(KINDS) as readonly Kind[]

/** The kinds named in a list with commas. Throws where there is none of that name. */
export function parseKinds(list: string): readonly Kind[] {
  return list.split(',').map((name) => {
    const kind = KIND_IDS.find((id) => id === name.trim())
    if (kind === undefined) throw new Error(`unknown kind '${name}'; there are ${KIND_IDS.join(', ')}`)
    return kind
  })
}

/** The kind to record next: the one of which the smallest share of what is wanted is there, so that kinds follow each other in turn and a corpus that is cut off has all of them. */
export function nextKind(recorded: readonly Kind[], among: readonly Kind[]): Kind {
  const share = (kind: Kind) => recorded.filter((one) => one === kind).length / KINDS[kind].wanted
  const [first, ...others] = among
  if (first === undefined) throw new Error('no kind to record')
  return others.reduce((least, kind) => (share(kind) < share(least) ? kind : least), first)
}
