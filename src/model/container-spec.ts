/** A container that a run starts: its image, what it gets, and the limits that it is held to. The target's replicas and a balancer are both such. */
export type ContainerSpec = {
  /** name:tag, name@digest or a `sha256:` image id, as the user wrote it. */
  readonly image: string
  /** Port inside the container; `null`: the only port that the image exposes. */
  readonly port: number | null
  /** CPU that it may use, in cores. A quota, unless `cpuset` has as many cores. */
  readonly cpus: number
  /** The cores that are its alone, in ascending order; `null`: any core. `cpus` is never more than these. */
  readonly cpuset: readonly number[] | null
  /** Without swap. */
  readonly memoryBytes: number
  /** Most processes and threads. */
  readonly pids: number
  /** Most open files. `null`: as many as is usual, less where the engine may not give so many. */
  readonly nofile: number | null
  /** Size of `/dev/shm`; `null`: the engine's own (64 MiB). */
  readonly shmBytes: number | null
  /** Folders in memory: path in the container, and its size in bytes (`null`: no limit but the container's memory, in which it counts). */
  readonly tmpfs: Readonly<Record<string, number | null>>
  /** Whether the root file system cannot be written. */
  readonly readOnly: boolean
  readonly mounts: readonly Mount[]
  /** Values may be secrets: they go to the container and nowhere else. */
  readonly env: Readonly<Record<string, string>>
  readonly command: readonly string[] | null
  readonly entrypoint: readonly string[] | null
  readonly user: string | null
  readonly pull: 'missing' | 'always' | 'never'
  /** `os/arch` or `os/arch/variant`; `null`: the engine's own. */
  readonly platform: string | null
  readonly gpus: Gpus | null
}

/** A file or folder of ours that is copied into the container before it starts. Copied, not bound: the engine may see other files than we do. */
export type Mount = {
  /** Absolute, on this machine. */
  readonly source: string
  /** Absolute, in the container. */
  readonly path: string
}

/** As `docker run --gpus` has it. */
export type Gpus = 'all' | { readonly count: number } | { readonly ids: readonly string[] }

/** Services of a compose file that are brought up before the target, once for a run, and taken down after it. */
export type Dependencies = {
  /** Absolute. */
  readonly composeFile: string
  readonly services: readonly string[]
}
