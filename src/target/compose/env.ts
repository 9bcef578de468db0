import type { EngineAddress } from '../engine/docker-config.ts'

/** What the runner gives to actions and to nobody else. */
const RUNNERS_OWN = /^(ACTIONS_|INPUT_|STATE_|GITHUB_TOKEN$)/
/** Which file, which project and which engine are said by us. */
const SAID_BY_US = ['COMPOSE_FILE', 'COMPOSE_PROJECT_NAME', 'DOCKER_CONTEXT', 'DOCKER_TLS_VERIFY', 'DOCKER_CERT_PATH']

/**
 * The environment that `docker compose` runs in. A compose file may use any variable (`${TAG}`), so it gets the process's own, without the
 * runner's tokens and the action's inputs, and with the one engine of the run.
 */
export function composeEnv(env: NodeJS.ProcessEnv, { host, certificates }: EngineAddress): NodeJS.ProcessEnv {
  const passed = Object.entries(env).filter(([name]) => !RUNNERS_OWN.test(name) && !SAID_BY_US.includes(name))
  const tls = certificates === null ? {} : { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: certificates }
  return { ...Object.fromEntries(passed), DOCKER_HOST: host, ...tls }
}
