import type { Reading } from './reading.ts'

/** Bytes over all interfaces but loopback, from `/proc/PID/net/dev` (https://man7.org/linux/man-pages/man5/proc_pid_net.5.html). */
export function parseNetDev(text: string): Reading['network'] {
  let [receivedBytes, sentBytes] = [0, 0]
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':')
    if (colon < 0 || line.slice(0, colon).trim() === 'lo') continue
    const fields = line
      .slice(colon + 1)
      .trim()
      .split(/\s+/)
    receivedBytes += Number(fields[0] ?? 0) || 0
    sentBytes += Number(fields[8] ?? 0) || 0
  }
  return { receivedBytes, sentBytes }
}
