import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import Docker from 'dockerode'
import { patient } from './kit.ts'

const run = promisify(execFile)

const ANSWERS_WITHIN_MS = patient(60_000)

/**
 * The namespaces, until it is killed. The socket of this machine's containerd is hidden, so that dockerd starts one of its own. What is orphaned in there is collected by
 * the kernel where its first process ignores the signal (which dash cannot): dockerd takes a dead containerd that nobody collects for a living one.
 */
const HOLD = `
ip link set lo up && mkdir -p /run/containerd && mount -t tmpfs tmpfs /run/containerd && echo up || exit 1
trap '' CHLD
exec sleep infinity`

/**
 * A Docker Engine of this machine's `dockerd` that can be killed and started again: with its own socket, data, network, processes and mounts, so that it never meets the
 * one that is there. All that was ever started in it goes with it, also where the process that made it is killed.
 */
export class PrivateEngine implements AsyncDisposable {
  readonly docker: Docker
  readonly #folder = mkdtempSync(join(tmpdir(), 'pe-'))
  readonly #holder: ChildProcess
  #dockerd: ChildProcess | null = null

  /** Why there can be none here; `null`: there can. */
  static whyNot(): string | null {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'for root on Linux'
    const missing = ['dockerd', 'bash', 'unshare', 'nsenter', 'setpriv', 'ip', 'iptables'].filter(
      (program) => spawnSync('sh', ['-c', 'command -v "$0"', program]).status !== 0,
    )
    return missing.length === 0 ? null : `needs ${missing.join(', ')}`
  }

  /** Up, with those images. */
  static async start(images: readonly string[]): Promise<PrivateEngine> {
    const engine = new PrivateEngine()
    try {
      const [said] = await once(engine.#holder.stdout ?? process.stdin, 'data')
      if (String(said) !== 'up\n') throw new Error(`the namespaces could not be made: ${said}`)
      await engine.begin()
      await run('sh', ['-c', 'docker save "$@" | docker --host "$0" load', engine.host, ...images])
      return engine
    } catch (thrown) {
      await engine[Symbol.asyncDispose]()
      throw thrown
    }
  }

  private constructor() {
    writeFileSync(join(this.#folder, 'daemon.json'), '{}')
    const unshared = ['unshare', '--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc']
    this.#holder = spawn('setpriv', ['--pdeathsig', 'KILL', '--', ...unshared, '--', 'bash', '-c', HOLD], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    this.docker = new Docker({ socketPath: this.socket })
  }

  get socket(): string {
    return join(this.#folder, 'docker.sock')
  }

  get host(): string {
    return `unix://${this.socket}`
  }

  /** Runs a program where the engine is, with `DOCKER_HOST` set: to its own socket, or another way to it. */
  spawn(command: readonly string[], folder: string, output: 'pipe' | number, host = this.host): ChildProcess {
    const ns = `/proc/${this.#holder.pid}/ns`
    const where = [`--net=${ns}/net`, `--mount=${ns}/mnt`, `--pid=${ns}/pid_for_children`]
    const { DOCKER_CONTEXT: _context, DOCKER_TLS_VERIFY: _verify, DOCKER_CERT_PATH: _path, ...env } = process.env
    return spawn('nsenter', [...where, '--', 'sh', '-c', 'cd "$0" && exec "$@"', folder, ...command], {
      env: { ...env, DOCKER_HOST: host },
      stdio: ['ignore', output, output],
    })
  }

  /** Starts dockerd, which answers on return. */
  async begin(options: readonly string[] = []): Promise<void> {
    const own = (name: string) => join(this.#folder, name)
    const log = openSync(own('dockerd.log'), 'a')
    const paths = ['--data-root', own('data'), '--exec-root', own('exec'), '--pidfile', own('docker.pid')]
    const groups = ['--exec-opt', 'native.cgroupdriver=cgroupfs', '--cgroup-parent', `/${basename(this.#folder)}`]
    const command = ['dockerd', '--config-file', own('daemon.json'), '--host', this.host, ...paths, ...groups]
    const dockerd = this.spawn([...command, ...options], '/', log)
    closeSync(log)
    this.#dockerd = dockerd
    for (const endMs = Date.now() + ANSWERS_WITHIN_MS; ; await sleep(50)) {
      if (await this.docker.ping().catch(() => false)) return
      if (dockerd.exitCode !== null || Date.now() > endMs)
        throw new Error(`dockerd does not answer:\n${readFileSync(own('dockerd.log'), 'utf8').slice(-2000)}`)
    }
  }

  /** Ends dockerd, and returns when it is gone. */
  async end(signal: 'KILL' | 'TERM'): Promise<void> {
    const dockerd = this.#dockerd
    if (dockerd === null) return
    const gone = once(dockerd, 'exit')
    const pid = readFileSync(join(this.#folder, 'docker.pid'), 'utf8')
    await once(this.spawn(['sh', '-c', 'kill -s "$0" "$1"', signal, pid], '/', 'pipe'), 'exit')
    await gone
    this.#dockerd = null
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const gone = once(this.#holder, 'exit')
    if (this.#holder.exitCode === null && this.#holder.kill('SIGKILL')) await gone
    // Mounts go with the last process, which may take a moment.
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
    const name = basename(this.#folder)
    await run('sh', ['-c', 'find /sys/fs/cgroup -depth -type d -path "*/$0*" -exec rmdir {} +', name]).catch(
      () => undefined,
    )
  }
}
