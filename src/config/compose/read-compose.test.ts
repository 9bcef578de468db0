// biome-ignore-all lint/suspicious/noTemplateCurlyInString: compose's variables look like those of a template.
import { describe, expect, it } from 'vitest'
import type { Draft, DraftTarget } from '../../model/draft.ts'
import { ConfigError, describeProblem } from '../../model/errors.ts'
import { plainText } from '../../model/outside.ts'
import { indexRequest } from '../../model/suggest/known-requests.ts'
import { readDraft } from '../draft/read-draft.ts'
import type { ComposeOrder } from './compose-order.ts'
import { readCompose } from './read-compose.ts'

const ENV = { TAG: '1.4', EMPTY: '', TOKEN: 'secret' }

function order(text: string, changes: Partial<ComposeOrder> = {}): ComposeOrder {
  return { text, name: 'compose.yml', service: null, image: null, env: ENV, ...changes }
}

function service(lines: string): string {
  return `services:\n  api:\n    image: a:1\n${lines.replace(/^/gm, '    ')}\n`
}

function problemsOf(given: ComposeOrder): string {
  try {
    readCompose(given)
    return 'none'
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.problems.map(describeProblem).join('\n')
  }
}

describe('a service gives', () => {
  it.each<[string, string, Partial<DraftTarget>]>([
    ['the port inside the container', 'ports: ["8080:8000"]', { port: '8000' }],
    ['… of an address', 'ports: ["127.0.0.1:8080:8000/tcp"]', { port: '8000' }],
    ['… of the long form', 'ports: [{ target: 8000, published: "80" }]', { port: '8000' }],
    ['… that is not UDP', 'ports: ["53:53/udp", { target: 5, protocol: udp }, 8000]', { port: '8000' }],
    ['… with variables before it', `ports: ["\${PORT:-8080}:8000"]`, { port: '8000' }],
    ['… that is exposed only', 'expose: [8000]', { port: '8000' }],
    ['no port of a range', 'ports: ["3000-3005"]', { port: null }],
    ['no port that is none', 'ports: ["8080:99999", abc, [1]]', { port: null }],
    [
      'the limits of deploy',
      'deploy: { resources: { limits: { cpus: "0.50", memory: 512M } } }',
      { cpus: '0.50', memory: '512M' },
    ],
    ['the older limits', 'cpus: 1.5\nmem_limit: 1g', { cpus: '1.5', memory: '1g' }],
    ['memory in bytes with its unit', 'mem_limit: 536870912', { memory: '536870912b' }],
    [
      'a command in words',
      `command: uvicorn "app main:app" --port '80 00' a\\ b ""`,
      { command: ['uvicorn', 'app main:app', '--port', '80 00', 'a b', ''] },
    ],
    [
      'a command as a list',
      'command: [a, "b c", 1]\nentrypoint: ["/x", "$$HOME"]',
      { command: ['a', 'b c', '1'], entrypoint: ['/x', '$HOME'] },
    ],
    ['the user', 'user: "1000:1000"', { user: '1000:1000' }],
    [
      'the path that curl asks',
      'healthcheck: { test: ["CMD", "curl", "-f", "http://localhost:8000/health"] }',
      { ready: '/health', port: '8000' },
    ],
    [
      'the path that wget asks',
      'healthcheck: { test: wget -qO- http://127.0.0.1:80/ready?x=1 || exit 1 }',
      { ready: '/ready?x=1' },
    ],
    [
      'the path behind a variable port',
      `healthcheck: { test: 'curl http://localhost:\${PORT}/up' }`,
      { ready: '/up', port: null },
    ],
    ['no path of another check', 'healthcheck: { test: ["CMD", "pg_isready"] }', { ready: null }],
    ['no path on another host', 'healthcheck: { test: curl http://db/health }', { ready: null }],
    [
      'nothing for keys of wrong kinds',
      'ports: x\ncommand: {}\nuser: []\ndeploy: 1\nenvironment: 1\nhealthcheck: []',
      { port: null, command: null, user: null, cpus: null, env: [] },
    ],
  ])('%s', (_, lines, expected) => {
    expect(readCompose(order(service(lines))).target).toMatchObject(expected)
  })

  it.each<[string, string, string | null]>([
    ['a text as it stands', 'A: 1.10', '1.10'],
    ['a boolean as it stands', 'A: yes', 'yes'],
    ['an empty text', "A: ''", ''],
    ['a name alone from the environment', 'A:', '${A}'],
    ['a name alone in a list', '- A', '${A}'],
    ['a pair in a list', '- A=b=c', 'b=c'],
    ['a variable', 'A: ${TOKEN}', '${TOKEN}'],
    ['a variable without braces', 'A: x-$TOKEN', 'x-${TOKEN}'],
    ['a variable that must be there', 'A: ${TOKEN:?say it}', '${TOKEN}'],
    ['a default', 'A: ${TOKEN:-none}', 'none'],
    ['a doubled dollar', 'A: $$TOKEN', '$TOKEN'],
    ['a doubled dollar before braces', 'A: $${TOKEN}', '$${TOKEN}'],
    ['nothing where it cannot be written', 'A: $$${TOKEN}', null],
    ["nothing of the runner's own", 'A: ${GITHUB_TOKEN}', null],
    ['nothing under a name that is none', '"A B": x', null],
    ['nothing under __proto__', '- __proto__=x', null],
  ])('in its environment %s', (_, line, expected) => {
    const { target, notes } = readCompose(order(service(`environment:\n  ${line}`)))
    expect(target.env.map(({ text }) => text)).toEqual(expected === null ? [] : [expected])
    if (expected === null) expect(notes).toHaveLength(1)
  })

  it('an environment that the configuration fills in to what compose would give', () => {
    const lines = 'environment: { A: "x-$TOKEN", B: "$${TOKEN}", C: "${NONE:-d}", D: "$", E: "${", F: "#: y" }'
    const { target } = readCompose(order(service(lines)))
    const draft: Draft = { target, notes: [], requests: [indexRequest(200)] }
    const filled = { A: 'x-secret', B: '${TOKEN}', C: 'd', D: '$', E: '${', F: '#: y' }
    expect(readDraft(draft, 'x', ENV).target.env).toEqual(filled)
  })

  it('its image with variables filled in, or the one that was given', () => {
    const text = 'services: { api: { image: "r/api:${TAG}${EMPTY:+x}" } }'
    expect(readCompose(order(text)).target.image).toBe('r/api:1.4')
    expect(readCompose(order(text, { image: 'own:1' })).target.image).toBe('own:1')
    expect(readCompose(order('services: { api: { build: . } }', { image: 'own:1' })).target.image).toBe('own:1')
  })

  it('notes of what is not taken over', () => {
    const text = service(
      'ports: [80, 81]\nvolumes: [a:/b]\nenv_file: x\nuser: "${WHO}"\ncpus: 500m\nenvironment: { A: "${B:-c}" }',
    )
    const { notes, target } = readCompose(order(text))
    const said = notes.map(plainText).join('\n')
    for (const part of ['several ports: 80, 81', 'volumes, env_file', 'WHO is not set', '500m'])
      expect(said).toContain(part)
    expect(target.env[0]?.note).not.toBeNull()
  })

  it('what merges, anchors and its own tags give it', () => {
    const text = 'x-base: &base { image: "a:1", cpus: 2 }\nservices:\n  api: { <<: *base, ports: !override [80] }\n'
    expect(readCompose(order(text)).target).toMatchObject({ image: 'a:1', cpus: '2' })
  })
})

describe('a compose file that cannot be used is told by its place', () => {
  it.each<[string, string, Partial<ComposeOrder>, string]>([
    ['no YAML', 'services: {', {}, 'compose.yml:1:11: the bracket { that opens here is never closed'],
    ['empty', '', {}, 'the compose file has no services'],
    ['a list', '- a', {}, 'the compose file is a list'],
    ['without services', 'services:', {}, 'the compose file has no services'],
    ['an empty service', 'services: { api: }', {}, 'the service "api" has no keys'],
    ['several services', 'services: { a: {}, b: {} }', {}, 'Choose one by --service. Services: a, b'],
    ['an unknown service', 'services: { api: {}, db: {} }', { service: 'apy' }, 'Did you mean "api"?'],
    [
      'a service that every object has',
      'services: { api: {} }',
      { service: 'constructor' },
      'no service "constructor"',
    ],
    ['to be built', 'services: { api: { build: . } }', {}, 'docker compose build api'],
    ['without an image', 'services: { api: { ports: [80] } }', {}, 'has no "image"'],
    ['an image without its tag', 'services: { api: { image: "a:${NONE}" } }', {}, 'needs NONE, which is not set'],
    ['an image that is none', 'services: { api: { image: "a b" } }', {}, 'is not the name of an image'],
    ['too deep', `services: ${'['.repeat(600)}`, {}, 'the compose file is too deeply nested'],
  ])('%s', (_, text, changes, expected) => {
    const problems = problemsOf(order(text, changes))
    expect(problems).toContain(expected)
    expect(problems).toMatch(/^compose\.yml:\d+:\d+: /)
    expect(problems).not.toContain('the configuration')
  })
})
