import { availableParallelism } from 'node:os'

/** Where the benchmark keeps whom: the server never shares the generator's core. On a single core nobody is kept anywhere. */
export const CORES: { readonly generator: number | null; readonly server: number | null } =
  availableParallelism() > 1 ? { generator: 0, server: 1 } : { generator: null, server: null }
