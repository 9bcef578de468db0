import type { Dependencies } from '../../model/container-spec.ts'
import { ConfigError, describePlace } from '../../model/errors.ts'
import { nearest } from '../../model/nearest.ts'
import { outside, type Words, words } from '../../model/outside.ts'
import { neededServices } from '../compose/needed-services.ts'
import { readServices } from '../compose/read-services.ts'
import { fillCompose } from '../compose/variables.ts'
import { findInside } from '../inside-workspace.ts'
import { fileText, type NamedFile, reportFile } from '../named-file.ts'
import { rightParts } from '../parts.ts'
import { repositoryOf } from '../repository.ts'
import { dependenciesSchema } from '../schema/dependencies-schema.ts'
import { type Reading, rawAt, reportAt } from '../sources.ts'
import { type MapTree, subtree } from '../yaml/tree.ts'

const PATH = ['dependencies']
const MOST = { bytes: 256 * 1024, what: 'A compose file' }
const MOST_LISTED = 20

/** The services that are brought up before the target, whose image is `image`; `null` where none are asked for or something is wrong, which is reported. */
export function readDependencies(reading: Reading, image: string | null): Dependencies | null {
  const { compose, services } = rightParts(dependenciesSchema, rawAt(reading.raw, PATH))
  const file = compose === undefined ? null : readComposeFile(reading, compose)
  for (const [index, name] of (services ?? []).entries()) {
    if (services?.indexOf(name) !== index)
      reportService(reading, index, words`"${outside(name)}" stands here twice`, words`Keep one of the two.`)
    else if (file !== null) checkService(reading, { index, name, image, services: file.services })
  }
  return file === null || services === undefined ? null : { composeFile: file.path, services }
}

type ComposeFile = { readonly path: string; readonly services: MapTree }

function readComposeFile(reading: Reading, name: string): ComposeFile | null {
  const file: NamedFile = { path: [...PATH, 'compose'], name, most: MOST }
  const text = fileText(reading, file)
  const found = text === null ? null : findInside(reading, file.path, name)
  if (text === null || found === null) return null
  try {
    return { path: found.realPath, services: readServices({ text, name }) }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    for (const problem of error.problems)
      reportFile(reading, file, {
        text: words`cannot be used: ${outside(describePlace(problem.place))}: ${problem.text}`,
        fix: words`Mend the file: "docker compose -f ${outside(name)} config" has to read it.`,
      })
    return null
  }
}

type Service = {
  readonly index: number
  readonly name: string
  readonly image: string | null
  readonly services: MapTree
}

function checkService(reading: Reading, { index, name, image, services }: Service): void {
  const names = services.entries.map(({ key }) => key)
  if (!names.includes(name)) {
    const near = nearest(name, names)
    const guess = near === null ? [] : words`Did you mean "${outside(near)}"? `
    const fix = words`${guess}Services: ${outside(names.slice(0, MOST_LISTED).join(', '))}`
    reportService(reading, index, words`the compose file has no service "${outside(name)}"`, fix)
    return
  }
  const own = neededServices(services, name).find((needed) => isTarget(reading, services, needed, image))
  if (own === undefined) return
  const what =
    own === name
      ? words`"${outside(name)}" is the target itself: its image is that of target.image`
      : words`"${outside(name)}" depends on "${outside(own)}", which is the target itself: its image is that of target.image`
  const fix = words`Take it from the list: perf-gate starts the target, under its limits. List what the target needs.`
  reportService(reading, index, what, fix)
}

/** Told by the repository: another tag of it is the same service. */
function isTarget({ sources }: Reading, services: MapTree, name: string, image: string | null): boolean {
  const own = subtree(services, [name, 'image'])
  const repository = image === null ? null : repositoryOf(image)
  if (repository === null || own?.kind !== 'scalar') return false
  return repositoryOf(fillCompose(own.text, sources.env).text) === repository
}

function reportService(reading: Reading, index: number, text: Words, fix: Words): void {
  reportAt(reading, [...PATH, 'services', index], words`dependencies.services: ${text}`, fix)
}
