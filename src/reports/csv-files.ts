import type { Result } from '../model/result/result.ts'
import { csvExceptions } from './csv-exceptions.ts'
import { csvFailures } from './csv-failures.ts'
import { csvHistory } from './csv-history.ts'
import { csvRequests, csvSpawn } from './csv-requests.ts'

/** The files for spreadsheets and notebooks, by name, and what is in them. */
export const CSV_FILES: Readonly<Record<string, (result: Result) => string>> = {
  'requests.csv': csvRequests,
  'failures.csv': csvFailures,
  'exceptions.csv': csvExceptions,
  'history.csv': csvHistory,
  'spawn.csv': csvSpawn,
}
