import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The folder whose files a configuration may name: the repository that `directory` is in, else `directory` itself. */
export function findWorkspace(directory: string): string {
  for (let folder = directory; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder
    if (folder === dirname(folder)) return directory
  }
}
