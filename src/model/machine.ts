/** The machine that a run was measured on. Strings are what the machine says of itself. */
export type Machine = {
  readonly cpuModel: string
  readonly cores: number
  readonly memoryBytes: number
  readonly arch: string
  readonly kernel: string
  readonly engineVersion: string
  readonly cgroupVersion: string
  /** `ImageOS` and `ImageVersion` of a hosted runner; `null` elsewhere. */
  readonly runnerImage: string | null
}

const GIB = 1024 ** 3

/**
 * The class of a machine: numbers of two classes are not compared. Memory counts in whole GiB, because kernels of one machine type reserve
 * a little more or less; kernel and engine are recorded but do not part classes.
 */
export function machineClass(machine: Machine): string {
  return `${machine.cpuModel}, ${machine.cores} cores, ${Math.round(machine.memoryBytes / GIB)} GiB, ${machine.arch}`
}
