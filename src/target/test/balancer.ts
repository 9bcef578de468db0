import { proxyOf } from '../../../fixtures/specs.ts'
import type { Balancer } from '../../model/config.ts'
import { MIB, makeSpec } from './kit.ts'

type Proxy = Balancer & { readonly kind: 'proxy' }

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

/** One that ends HTTPS, passes requests on in the clear, and answers for its own health by itself. */
const TLS_PROXY = `
const { createServer } = require('https')
const { request } = require('http')
const [host, port] = process.env.PERF_GATE_TARGETS.split(',')[0].split(':')
createServer({ key: process.env.KEY, cert: process.env.CERT }, (asked, answer) => {
  if (asked.url === '/own-health') return answer.end('front')
  const passed = request({ host, port, path: asked.url, method: asked.method }, (given) => {
    answer.writeHead(given.statusCode)
    given.pipe(answer)
  })
  passed.on('error', () => answer.destroy())
  asked.pipe(passed)
}).listen(8000, '0.0.0.0')
`

/** A balancer made from the knob image's Node; another `program` for one that is broken. */
export function nodeBalancer(image: string, program: string = PROXY): Proxy {
  return proxyOf(makeSpec(image, { memoryBytes: 96 * MIB, port: 8000, entrypoint: node(program) }))
}

/** One that speaks HTTPS with that certificate. */
export function tlsBalancer(image: string, { key, cert }: { readonly key: string; readonly cert: string }): Proxy {
  const env = { KEY: key, CERT: cert }
  return proxyOf(makeSpec(image, { memoryBytes: 96 * MIB, port: 8000, entrypoint: node(TLS_PROXY), env }))
}

function node(program: string): string[] {
  return ['/usr/local/bin/node', '-e', program]
}
