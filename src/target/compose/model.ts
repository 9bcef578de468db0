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

/** Where a service is told what it needs to know; a tag of an image or a port is told to everybody. */
const TOLD_IN = ['command', 'entrypoint', 'environment', 'healthcheck', 'build']
/** What every process has. */
const OPEN_VARIABLES = ['HOME', 'HOSTNAME', 'LANG', 'PATH', 'PWD', 'SHELL', 'TERM', 'USER']

/** The variables by which these services are told something that nobody else may see, by name. `json`: as for `readOneShots`. */
export function readVariables(json: string, services: readonly string[]): ReadonlySet<string> {
  const all = objectAt(JSON.parse(json), 'services')
  const texts = services.flatMap((name) => TOLD_IN.map((key) => JSON.stringify(objectAt(all, name)[key] ?? '')))
  // `$$` is a dollar sign.
  const found = texts.flatMap((text) => [...text.replaceAll('$$', '').matchAll(/\$\{?([A-Za-z_]\w*)/g)])
  return new Set(found.flatMap(([, name]) => name ?? []).filter((name) => !OPEN_VARIABLES.includes(name)))
}

/** Passwords that stand in addresses (`mysql://user:password@host`), wherever in the file. `json`: with its variables filled in. */
export function readPasswords(json: string): readonly string[] {
  return textsIn(JSON.parse(json)).flatMap((text) =>
    [...undollared(text).matchAll(/:\/\/[^\s/@:]*:([^\s/@]+)@/g)].flatMap(([, password]) => password ?? []),
  )
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

/** Compose prints each dollar sign twice, so that what it prints can be read as a compose file again. */
function undollared(text: string): string {
  return text.split('$$').join('$')
}

/** What `docker compose config --environment` prints, the variables of the file `.env` among it. A line without a name goes on with a value of several lines. */
export function readEnvironment(printed: string): Readonly<Record<string, string>> {
  const values: Record<string, string> = {}
  let last: string | null = null
  for (const line of printed.split(/\r?\n/)) {
    const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/.exec(line) ?? []
    if (name !== undefined) values[name] = value ?? ''
    else if (last !== null) values[last] += `\n${line}`
    last = name ?? last
  }
  return values
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
    env: Object.fromEntries(
      env.flatMap(([name, value]) => (value === null ? [] : [[name, undollared(String(value))]])),
    ),
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
