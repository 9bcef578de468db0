/** Reads the kernel's list format, `0-2,5`: https://docs.kernel.org/admin-guide/cgroup-v1/cpusets.html#what-are-cpusets */
export function parseCores(list: string): readonly number[] {
  const spans = list
    .trim()
    .split(',')
    .filter((span) => span.trim() !== '')
  return spans.flatMap((span) => {
    const [from = Number.NaN, to = from] = span.split('-').map(Number)
    return Array.from({ length: to - from + 1 }, (_, index) => from + index)
  })
}

/** The same format, of cores in ascending order. */
export function formatCores(cores: readonly number[]): string {
  const starts = cores.filter((core, index) => core !== (cores[index - 1] ?? Number.NaN) + 1)
  const ends = cores.filter((core, index) => core !== (cores[index + 1] ?? Number.NaN) - 1)
  return starts.map((from, index) => (from === ends[index] ? String(from) : `${from}-${ends[index]}`)).join(',')
}

/** The cores of a machine without those that are somebody's alone; `null`: any core, where nobody has such. */
export function coresBeside(alone: readonly number[] | null, all: readonly number[]): readonly number[] | null {
  return alone === null ? null : all.filter((core) => !alone.includes(core))
}
