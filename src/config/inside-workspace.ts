import { isAbsolute, relative, resolve } from 'node:path'
import type { Place } from '../model/errors.ts'
import { outside, words } from '../model/outside.ts'
import { type Parsed, parsed, wrong } from '../model/parsed.ts'
import type { Found } from './files.ts'
import { labelOf } from './labels.ts'
import type { Reading } from './sources.ts'
import { type Path, placeOf } from './yaml/tree.ts'

type Standing = Exclude<Found, { state: 'broken-link' | 'unreadable' }>

/**
 * What stands at a path that the configuration names, seen to be inside the workspace; `null` when it is not, which is reported.
 * `place`: where it is named, if that is not the value at `path`.
 */
export function findInside(
  reading: Reading,
  path: Path,
  text: string,
  place: Place = placeOf(reading.tree, path),
): Standing | null {
  const { sources, tree } = reading
  const input = place.kind === 'input'
  const absolute = resolve(input ? sources.directory : (sources.yaml?.directory ?? sources.directory), text)
  const result = standing(reading, text, absolute)
  if (result.state === 'value') return result.value
  reading.report({ place, text: words`${labelOf(tree, path)}: ${result.text}`, fix: result.fix })
  return null
}

function standing({ sources }: Reading, text: string, absolute: string): Parsed<Standing> {
  const name = words`"${outside(text)}"`
  if (text === '' || text.includes('\0'))
    return wrong(words`${name} is not a path`, words`Write the path of a file, relative to the configuration.`)
  const found = sources.files.find(absolute)
  if (found.state === 'broken-link') {
    return wrong(
      words`${name} is a symbolic link that leads nowhere`,
      words`Remove the link or make what it points to: ${outside(absolute)}`,
    )
  }
  if (found.state === 'unreadable') {
    return wrong(
      words`${name} cannot be looked at (${outside(found.why)})`,
      words`Check the permissions of ${outside(absolute)}`,
    )
  }
  const workspace = realWorkspace(sources)
  if (isInside(workspace, found.realPath)) return parsed(found)
  // The whole workspace would hand over what else is in it, such as the checkout's credentials.
  if (found.realPath === workspace)
    return wrong(words`${name} is the workspace itself`, words`Name a file or a folder in it.`)
  const how = isInside(sources.workspace, absolute)
    ? 'leads outside the workspace through a symbolic link'
    : 'is outside the workspace'
  return wrong(
    words`${name} ${how}: ${outside(found.realPath)}`,
    words`Put the file below ${outside(sources.workspace)}`,
  )
}

function realWorkspace({ files, workspace }: Reading['sources']): string {
  const found = files.find(workspace)
  return 'realPath' in found ? found.realPath : workspace
}

function isInside(directory: string, path: string): boolean {
  const way = relative(directory, path)
  return way !== '' && way !== '..' && !way.startsWith('../') && !way.startsWith('..\\') && !isAbsolute(way)
}
