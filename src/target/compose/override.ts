import { formatCores } from '../checks/cores.ts'
import type { ComposeModel, ComposeService, OwnedName } from './model.ts'

export type OverrideOrder = {
  readonly project: string
  readonly labels: Readonly<Record<string, string>>
  /** Cores of a service that names none: those that are not the target's alone; `null`: any. */
  readonly sharedCores: readonly number[] | null
}

/**
 * A second compose file (JSON, which is YAML) that makes what the first one starts a part of one run: labels by which it is found, and
 * names that no other run or project can have. Without them a volume with a fixed name would be somebody's data, and be removed with ours.
 * What is external is only used, and stays as it is.
 */
export function composeOverride(model: ComposeModel, { project, labels, sharedCores }: OverrideOrder): string {
  const escaped = Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, uninterpolated(value)]))
  const services = [...model.services].map(([name, service]) => [
    name,
    {
      labels: escaped,
      ...(service.isBuilt ? { build: { labels: escaped } } : {}),
      ...renamed(service, `${project}-${name}-1`),
      ...placed(service, sharedCores),
    },
  ])
  const owned = (names: readonly OwnedName[]) =>
    Object.fromEntries(
      names.filter(({ external }) => !external).map(({ key }) => [key, { name: `${project}_${key}`, labels: escaped }]),
    )
  return JSON.stringify({
    services: Object.fromEntries(services),
    networks: owned(model.networks),
    volumes: owned(model.volumes),
  })
}

/** Whoever names cores has said so on purpose. */
function placed({ hasCores }: ComposeService, sharedCores: readonly number[] | null): object {
  return hasCores || sharedCores === null ? {} : { cpuset: formatCores(sharedCores) }
}

/** A container's fixed name is also how others find it, so it stays as an alias in its networks. */
function renamed({ containerName, networks }: ComposeService, name: string): object {
  if (containerName === null) return {}
  const aliases = [uninterpolated(containerName)]
  return { container_name: name, networks: Object.fromEntries(networks.map((key) => [key, { aliases }])) }
}

/** In a compose file `$` begins a variable. */
function uninterpolated(text: string): string {
  return text.replaceAll('$', '$$$$')
}
