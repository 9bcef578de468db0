import { join } from 'node:path'
import { resultFiles } from '../host/report-files.ts'
import type { Output } from '../ports.ts'
import { CSV_FILES } from '../reports/csv-files.ts'
import { CSV_FOLDER } from './command/rendered-files.ts'

/** The files for spreadsheets, in their own folder within this one. */
export function csvFiles(folder: string): Output {
  return resultFiles(join(folder, CSV_FOLDER), CSV_FILES)
}

/** Where they are then. */
export function csvPaths(folder: string): readonly string[] {
  return Object.keys(CSV_FILES).map((name) => join(folder, CSV_FOLDER, name))
}
