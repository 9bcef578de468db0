import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import * as http from 'node:http'
import * as https from 'node:https'
import { homedir } from 'node:os'
import { join } from 'node:path'
import Docker from 'dockerode'
import type { Ms } from '../../model/config.ts'
import { SetupError } from '../../model/errors.ts'
import { outside, type Words, words } from '../../model/outside.ts'
import { ANSWERS_WITHIN_MS, limitCalls, SilentEngine } from './calls.ts'
import { clockAhead } from './clock-ahead.ts'
import { currentContext, type EngineAddress, readContext } from './docker-config.ts'
import { readEngineError } from './error.ts'

/** The one engine of a run. */
export type Engine = {
  readonly address: EngineAddress
  /** Its calls are limited in time. */
  readonly docker: Docker
  readonly answersWithinMs: Ms
  readonly info: EngineInfo
  /** By how much its clock is ahead of this process's; it may run on another machine (Docker Desktop). */
  readonly aheadMs: Ms
}

/** What is asked about times, and how its clock runs. */
export type TimedEngine = Pick<Engine, 'docker' | 'aheadMs'>

/** What `/info` says, as far as it matters here. https://docs.docker.com/reference/api/engine/version/v1.41/#tag/System/operation/SystemInfo */
export type EngineInfo = {
  readonly OSType: string
  readonly Architecture: string
  readonly NCPU: number
  readonly MemTotal: number
  readonly MemoryLimit: boolean
  readonly SwapLimit: boolean
  readonly CpuCfsQuota: boolean
  readonly CPUSet?: boolean
  /** Absent before API 1.40. */
  readonly PidsLimit?: boolean
  readonly KernelVersion: string
  readonly ServerVersion: string
  /** Of its clock. */
  readonly SystemTime?: string
  /** Absent before API 1.41. */
  readonly CgroupVersion?: string
  readonly DriverStatus?: readonly (readonly [string, string])[] | null
  readonly IndexServerAddress?: string
  /** Where it keeps images and containers, on its machine. */
  readonly DockerRootDir?: string
}

/**
 * Finds the engine as the Docker client does: `DOCKER_HOST`, else the docker context, else the usual sockets. One that is named is
 * never replaced by another. Throws SetupError: no Docker, not running, permission denied, on another machine.
 * @param sockets where it is looked for when it is not named; the first that answers is taken
 */
export async function findEngine(
  env: NodeJS.ProcessEnv,
  answersWithinMs: Ms = ANSWERS_WITHIN_MS,
  sockets: readonly string[] = usualSockets(env),
): Promise<Engine> {
  const context = await currentContext(env)
  if (env.DOCKER_HOST) {
    const certificates = env.DOCKER_TLS_VERIFY ? env.DOCKER_CERT_PATH || null : null
    return await connectNamed({ host: env.DOCKER_HOST, certificates }, words`DOCKER_HOST`, answersWithinMs)
  }
  if (context !== null) {
    const namedBy = words`the docker context ${outside(context)}`
    return await connectNamed(await readContext(env, context), namedBy, answersWithinMs)
  }
  return await connectUsual(sockets, answersWithinMs)
}

async function connectNamed(address: EngineAddress, namedBy: Words, answersWithinMs: Ms): Promise<Engine> {
  refuseUnreachable(address.host, namedBy)
  try {
    return await connect(address, answersWithinMs)
  } catch (thrown) {
    throw explainNoAnswer(address.host, thrown, namedBy)
  }
}

async function connectUsual(sockets: readonly string[], answersWithinMs: Ms): Promise<Engine> {
  let first: SetupError | null = null
  for (const socket of sockets.filter((path) => existsSync(path))) {
    const host = `unix://${socket}`
    try {
      return await connect({ host, certificates: null }, answersWithinMs)
    } catch (thrown) {
      first ??= explainNoAnswer(host, thrown, null)
    }
  }
  throw first ?? explainNoDocker(sockets)
}

function usualSockets(env: NodeJS.ProcessEnv): readonly string[] {
  const home = env.HOME || homedir()
  return [
    '/var/run/docker.sock',
    ...(env.XDG_RUNTIME_DIR ? [join(env.XDG_RUNTIME_DIR, 'docker.sock')] : []),
    join('/run/user', String(process.getuid?.() ?? 0), 'docker.sock'),
    join(home, '.docker/run/docker.sock'),
    join(home, '.docker/desktop/docker.sock'),
  ]
}

async function connect(named: EngineAddress, answersWithinMs: Ms): Promise<Engine> {
  const address = { ...named, host: withPort(named) }
  const docker = new Docker(await clientOptions(address))
  limitCalls(docker, answersWithinMs)
  const askedEpochMs = Date.now()
  const info: EngineInfo = await docker.info()
  return { address, docker, answersWithinMs, info, aheadMs: clockAhead(info.SystemTime, askedEpochMs, Date.now()) }
}

/** With the port written out, so that all parts mean the same one. */
function withPort({ host, certificates }: EngineAddress): string {
  if (host.startsWith('unix://') || new URL(host).port !== '') return host
  return `tcp://${new URL(host).hostname}:${certificates === null ? 2375 : 2376}`
}

/** The library's types leave out the agent, which its client takes. */
type ClientOptions = Docker.DockerOptions & { readonly agent: http.Agent }

/**
 * Everything is given, also as `undefined`: what is left out the client library takes from the process's environment. No API version is pinned. Each call has a
 * connection of its own: an engine that is being shut down goes on answering on those that it has.
 */
async function clientOptions({ host, certificates }: EngineAddress): Promise<ClientOptions> {
  const none = {
    host: undefined,
    port: undefined,
    socketPath: undefined,
    ca: undefined,
    cert: undefined,
    key: undefined,
  }
  const agent = new http.Agent({ keepAlive: false })
  if (host.startsWith('unix://')) return { ...none, agent, protocol: 'http', socketPath: host.slice('unix://'.length) }
  const { hostname, port } = new URL(host)
  if (certificates === null) return { ...none, agent, protocol: 'http', host: hostname, port }
  const [ca, cert, key] = await Promise.all(
    ['ca.pem', 'cert.pem', 'key.pem'].map((file) => readFile(join(certificates, file), 'utf8')),
  )
  return {
    ...none,
    agent: new https.Agent({ keepAlive: false }),
    protocol: 'https',
    host: hostname,
    port,
    ca,
    cert,
    key,
  }
}

function refuseUnreachable(host: string, namedBy: Words): void {
  const allowed = words`Use the engine of the machine that perf-gate runs on: unix:///path/to/docker.sock, or tcp:// to a loopback address.`
  if (!/^(unix:\/\/\/|tcp:\/\/)/.test(host) || (!host.startsWith('unix:') && !URL.canParse(host))) {
    throw new SetupError(words`${namedBy} is ${outside(host)}, which is not an address that perf-gate can use`, allowed)
  }
  if (!host.startsWith('unix:') && !isLoopback(new URL(host).hostname)) {
    throw new SetupError(
      words`${namedBy} is ${outside(host)}, an engine on another machine: a target there could not be reached on loopback, and the network would be measured with it`,
      allowed,
    )
  }
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || /^127(\.\d+){3}$/.test(hostname)
}

function explainNoDocker(sockets: readonly string[]): SetupError {
  return new SetupError(
    words`there is no Docker here: none of these sockets exists: ${outside(sockets.join(', '))}`,
    words`Install Docker and start it, or run the job on a runner that has it (runs-on: ubuntu-latest). An engine elsewhere on this machine is named by DOCKER_HOST.`,
  )
}

function explainNoAnswer(host: string, thrown: unknown, namedBy: Words | null): SetupError {
  const error = readEngineError(thrown)
  const where = namedBy === null ? words`${outside(host)}` : words`${outside(host)} (${namedBy})`
  const options = { cause: thrown }
  if (error.code === 'EACCES' || error.code === 'EPERM') {
    return new SetupError(
      words`permission denied on the Docker socket ${where}`,
      words`Add the user to the group of the socket ("sudo usermod -aG docker USER", then log in again), or run as a user who may use Docker.`,
      options,
    )
  }
  const said = thrown instanceof SilentEngine ? `nothing came (${thrown.asked})` : (error.code ?? error.message)
  const todo = thrown instanceof SilentEngine ? 'Restart' : 'Start'
  const unset = namedBy === null ? words`` : words` or unset ${namedBy} to use the engine of this machine`
  return new SetupError(
    words`the Docker engine at ${where} does not answer: ${outside(said)}`,
    words`${todo} it ("sudo systemctl ${todo.toLowerCase()} docker", or Docker Desktop)${unset}.`,
    options,
  )
}
