import { SetupError } from '../../model/errors.ts'
import { outside, words } from '../../model/outside.ts'

/** The target's port: the configured one, else the only TCP port that the image exposes (`8080/tcp`). Throws SetupError for none or several. */
export function choosePort(configured: number | null, exposed: readonly string[]): number {
  if (configured !== null) return configured
  const ports = exposed
    .filter((port) => !port.endsWith('/udp') && !port.endsWith('/sctp'))
    .map((port) => parseInt(port, 10))
  const [port, ...others] = ports.filter((number) => Number.isInteger(number)).sort((a, b) => a - b)
  if (port === undefined) {
    const found = exposed.length === 0 ? words`no port` : words`no TCP port (only ${outside(exposed.join(', '))})`
    throw new SetupError(
      words`the image exposes ${found}`,
      words`Set "target.port" to the port that the service listens on.`,
    )
  }
  if (others.length > 0) {
    throw new SetupError(
      words`the image exposes several TCP ports: ${[port, ...others].join(', ')}`,
      words`Set "target.port" to the one that takes the requests.`,
    )
  }
  return port
}
