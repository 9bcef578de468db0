import { getStuckAt } from './get-stuck.ts'

// A load worker that gets stuck as soon as it is to drive.

getStuckAt('drive')
