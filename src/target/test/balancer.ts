import type { Balancer } from '../../model/container-spec.ts'
import { MIB, makeSpec } from './kit.ts'

/** A proxy in a few lines of Node: each connection goes to the next target, and what a replica sends comes back unchanged. */
const PROXY = `
const net = require('net')
const targets = process.env.PERF_GATE_TARGETS.split(',').map((target) => target.split(':'))
let next = 0
net.createServer((client) => {
  const [host, port] = targets[next++ % targets.length]
  const server = net.connect(port, host)
  client.pipe(server).pipe(client)
  client.on('error', () => server.destroy())
  server.on('error', () => client.destroy())
}).listen(8000, '0.0.0.0')
`

/** A balancer made from the knob image's Node; another `program` for one that is broken. */
export function nodeBalancer(image: string, program: string = PROXY): Balancer {
  const entrypoint = ['/usr/local/bin/node', '-e', program]
  return { kind: 'proxy', container: makeSpec(image, { memoryBytes: 96 * MIB, port: 8000, entrypoint }) }
}
