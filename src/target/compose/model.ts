/** Of a compose file, as `docker compose config --format json` prints it, what is needed to run it as part of ours. */
export type ComposeModel = {
  readonly services: ReadonlyMap<string, ComposeService>
  readonly networks: readonly OwnedName[]
  readonly volumes: readonly OwnedName[]
}
export type ComposeService = {
  /** The name that the file fixes for its container; `null`: none. */
  readonly containerName: string | null
  /** Keys of the file's networks that it joins. */
  readonly networks: readonly string[]
  /** The file itself says on which cores it runs. */
  readonly hasCores: boolean
  /** Compose builds its image, under a name that the file does not fix. */
  readonly isBuilt: boolean
  readonly env: Readonly<Record<string, string>>
}
/** A key of the file's networks or volumes. `external`: somebody else's, which is only used. */
export type OwnedName = { readonly key: string; readonly external: boolean }

/** Throws where it is not what `docker compose` prints. */
export function readComposeModel(json: string): ComposeModel {
  const model: unknown = JSON.parse(json)
  const services = Object.entries(objectAt(model, 'services'))
  if (services.length === 0) throw new Error('docker compose named no service')
  return {
    services: new Map(services.map(([name, service]) => [name, readService(service)])),
    networks: readOwned(objectAt(model, 'networks')),
    volumes: readOwned(objectAt(model, 'volumes')),
  }
}

/**
 * The services that do their work and end: those that any other service of the file waits for in that way, be it the target's own.
 * `json`: the whole file as `docker compose config --no-interpolate` prints it.
 */
export function readOneShots(json: string): ReadonlySet<string> {
  const services = Object.values(objectAt(JSON.parse(json), 'services'))
  const waits = services.flatMap((service) => Object.entries(objectAt(service, 'depends_on')))
  return new Set(waits.flatMap(([name, wait]) => (isForEnd(wait) ? [name] : [])))
}

/** The variables that the file takes from its environment, by name. `json`: as for `readOneShots`. */
export function readVariables(json: string): ReadonlySet<string> {
  // `$$` is a dollar sign.
  const found = json.replaceAll('$$', '').matchAll(/\$\{?([A-Za-z_]\w*)/g)
  return new Set([...found].flatMap(([, name]) => name ?? []))
}

/** Passwords that stand in addresses (`mysql://user:password@host`), wherever in the file. `json`: with its variables filled in. */
export function readPasswords(json: string): readonly string[] {
  return [...json.matchAll(/:\/\/[^\s"/@:]*:([^\s"/@]+)@/g)].flatMap(([, password]) => password ?? [])
}

/** What `docker compose config --environment` prints: a variable a line, those of the file `.env` among them. */
export function readEnvironment(printed: string): Readonly<Record<string, string>> {
  const lines = printed.split(/\r?\n/).map((line) => /^(\w+)=(.*)$/.exec(line))
  return Object.fromEntries(lines.flatMap((found) => (found === null ? [] : [[found[1] ?? '', found[2] ?? '']])))
}

function isForEnd(wait: unknown): boolean {
  return isObject(wait) && wait.condition === 'service_completed_successfully'
}

function readService(service: unknown): ComposeService {
  const { container_name: containerName, cpuset, build, image } = objectAt({ service }, 'service')
  const env = Object.entries(objectAt(service, 'environment'))
  return {
    containerName: typeof containerName === 'string' ? containerName : null,
    networks: Object.keys(objectAt(service, 'networks')),
    isBuilt: build !== undefined && build !== null && image === undefined,
    hasCores: typeof cpuset === 'string' && cpuset !== '',
    // A variable without a value is not set.
    env: Object.fromEntries(env.flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]]))),
  }
}

function readOwned(named: Readonly<Record<string, unknown>>): readonly OwnedName[] {
  return Object.entries(named).map(([key, value]) => ({
    key,
    external: objectAt({ value }, 'value').external === true,
  }))
}

function objectAt(value: unknown, key: string): Readonly<Record<string, unknown>> {
  if (!isObject(value)) return {}
  const found = value[key]
  return isObject(found) ? found : {}
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
