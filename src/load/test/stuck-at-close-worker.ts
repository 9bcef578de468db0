import { getStuckAt } from './get-stuck.ts'

// A load worker that drives as it should, and gets stuck when it is to close.

getStuckAt('close')
