import type { Draft, DraftRequest, DraftTarget } from '../../model/draft.ts'
import { plainText, type Words, words } from '../../model/outside.ts'
import { yamlFlow, yamlText } from '../yaml/yaml-text.ts'

/** The draft as the text of a configuration file. Whatever it holds, `readConfig` reads the same back. */
export function writeDraft(draft: Draft): string {
  const lines = [
    ...comment('', words`A starting configuration, written by "perf-gate init". Check it with "perf-gate check".`),
    ...draft.notes.flatMap((note) => comment('', note)),
    ...targetLines(draft.target),
    ...requestLines(draft.requests),
    ...STAGES,
    ...THRESHOLDS,
  ]
  return `${lines.join('\n')}\n`
}

/** The block `requests:` alone, in lines. */
export function requestLines(requests: readonly DraftRequest[]): readonly string[] {
  return ['requests:', ...requests.flatMap(requestItem)]
}

const STAGES = [
  'stages:',
  '  - { name: warm-up, connections: 5, duration: 5s, warm-up: true }',
  '  - { name: steady, connections: 10, duration: 10s }',
]

const THRESHOLDS = [
  'thresholds:',
  '  - failures < 1%',
  '  # What you promise, once a first run has shown the figures:',
  '  # - steady: rps >= 100',
  '  # - steady: p95 < 250ms',
]

function targetLines(target: DraftTarget): readonly string[] {
  const defaults = target.cpus === null || target.memory === null
  return [
    'target:',
    `  image: ${yamlText(target.image)}`,
    ...scalar('port', target.port),
    ...(defaults ? comment('  ', words`Put the limits here that the image will have in production.`) : []),
    `  cpus: ${target.cpus ?? '1'}`,
    `  memory: ${target.memory ?? '2GiB'}`,
    ...scalar('ready', target.ready === null ? null : yamlText(target.ready)),
    ...envLines(target),
    ...list('command', target.command),
    ...list('entrypoint', target.entrypoint),
    ...scalar('user', target.user === null ? null : yamlText(target.user)),
  ]
}

function scalar(key: string, text: string | null): readonly string[] {
  return text === null ? [] : [`  ${key}: ${text}`]
}

function list(key: string, texts: readonly string[] | null): readonly string[] {
  return texts === null ? [] : [`  ${key}: [${texts.map(yamlText).join(', ')}]`]
}

function envLines({ env }: DraftTarget): readonly string[] {
  if (env.length === 0) return []
  const lines = env.flatMap(({ name, text, note }) => [
    ...(note === null ? [] : comment('    ', note)),
    `    ${yamlText(name)}: ${yamlText(text)}`,
  ])
  return ['  env:', ...lines]
}

function requestItem(request: DraftRequest): readonly string[] {
  const keys = [
    `name: ${yamlText(request.name)}`,
    ...(request.weight === 1 ? [] : [`weight: ${request.weight}`]),
    ...(request.method === 'GET' ? [] : [`method: ${request.method}`]),
    `path: ${yamlText(request.path)}`,
    ...(request.json === undefined ? [] : [`json: ${yamlFlow(request.json)}`]),
    ...(request.status === null ? [] : [`expect: { status: ${request.status} }`]),
  ]
  const lines = keys.map((key, index) => (index === 0 ? `- ${key}` : `  ${key}`))
  const sign = request.state === 'commented' ? '# ' : ''
  return [...request.notes.flatMap((note) => comment('  ', note)), ...lines.map((line) => `  ${sign}${line}`)]
}

/** A sentence as a comment of one line; it holds nothing that could end the line. */
function comment(indent: string, sentence: Words): readonly string[] {
  return [`${indent}# ${plainText(sentence).toWellFormed().replaceAll('##[', '## [')}`]
}
