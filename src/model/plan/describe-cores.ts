/** `0, 1`; `any` where none were named. */
export function describeCores(cpuset: readonly number[] | null): string {
  return cpuset === null ? 'any' : cpuset.join(', ')
}
