import type { Words } from '../outside.ts'

/** A reason not to rely on a stage, and whose doing it is: what fails because of the target itself stays a failure. */
export type Doubt = { readonly reason: Words; readonly whose: 'target' | 'run' }
