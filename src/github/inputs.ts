import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** The inputs of the action, as `action.yml` lists them. An empty default means: as the configuration says. */
export const INPUTS = [
  {
    name: 'config',
    description:
      'Path of the configuration file, or the configuration itself as YAML (`config: |`). What contains a line break, or a colon followed by a space or the end, is YAML. Without it, perf-gate.yml is read when it exists.',
    default: '',
  },
  { name: 'image', description: 'Image under test: name:tag, name@digest or an image id (target.image).', default: '' },
  { name: 'port', description: 'Port that the image listens on (target.port).', default: '' },
  { name: 'cpus', description: 'CPU limit of the container, for example 0.5 (target.cpus).', default: '' },
  { name: 'memory', description: 'Memory limit of the container, for example 1500MiB (target.memory).', default: '' },
  {
    name: 'replicas',
    description: 'Containers that are started of the image, each under the limits (target.replicas).',
    default: '',
  },
  {
    name: 'thresholds',
    description:
      'Thresholds, one a line, for example `rps >= 100` or `steady: p95 < 250ms`. They replace those of the file.',
    default: '',
  },
  {
    name: 'baseline-image',
    description:
      'Image to compare with, which is measured again beside the image under test: name:tag, name@digest or an image id (baseline.image).',
    default: '',
  },
  {
    name: 'baseline-path',
    description:
      'Baseline file to compare with. It is written after a valid measurement where it is missing, and on runs of the default branch (baseline.path).',
    default: '',
  },
  {
    name: 'fail-on',
    description:
      'What fails the job: fail, likely, inconclusive or never. What cannot be judged for a mistake or a missing image always does.',
    default: '',
  },
  {
    name: 'github-token',
    description:
      'Token for looking up the baseline (actions: read) and for the comment (pull-requests: write). Empty: neither is done.',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression that the runner evaluates.
    default: '${{ github.token }}',
  },
  {
    name: 'comment',
    description:
      'When the pull request gets a comment: always (the default; under act never), on-failure or never. There is one for each gate, which is brought up to date. A capacity run comments only where this is given, in a comment of its own.',
    default: '',
  },
  {
    name: 'key',
    description:
      'Name of this gate, by which its comment, its baseline and its result are found again: letters, digits, ".", "_" and "-". Made of workflow, job, step, configuration, image repository and matrix where it is empty. A capacity run of the same name has a comment and a result of its own.',
    default: '',
  },
  {
    name: 'mode',
    description:
      'What to do: gate (judge the image), calibrate (compare the image with itself, to learn what a gate can see on this machine), capacity (find its knee, its highest rate, its smallest memory and its cheapest box) or comment (tell a pull request what the run of a fork has measured, from a workflow on workflow_run).',
    default: 'gate',
  },
  {
    name: 'allow-untrusted-event',
    description:
      'true: start images also on pull_request_target, workflow_run and issue_comment, which give a job secrets whoever caused them.',
    default: 'false',
  },
  {
    name: 'working-directory',
    description: 'Directory that paths are relative to, and where the result and the report are written.',
    default: '.',
  },
  {
    name: 'matrix',
    description: "The job's matrix, which tells its gates apart. Leave it as it is.",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression that the runner evaluates.
    default: '${{ toJSON(matrix) }}',
  },
] as const

export type InputName = (typeof INPUTS)[number]['name']

export const INPUT_NAMES: readonly InputName[] = INPUTS.map((input) => input.name)

/** An input that was given, as the user typed it. It is text from outside. */
export type Input = { readonly input: InputName; readonly value: string }

/** Where the configuration comes from. */
export type ConfigSource =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'inline'; readonly text: string }
  | { readonly kind: 'none' }

type Env = Readonly<Record<string, string | undefined>>

/** The inputs that were given, trimmed, in the order of `INPUTS`; an empty one counts as not given. */
export function readInputs(env: Env): readonly Input[] {
  return INPUT_NAMES.flatMap((input) => {
    const value = rawInput(env, input).trim()
    return value === '' ? [] : [{ input, value }]
  })
}

/** What is read where the `config` input is empty and the file exists. */
const DEFAULT_CONFIG = 'perf-gate.yml'

/**
 * Says where the configuration comes from. A line break, or a colon followed by white space or the end, makes the `config`
 * input YAML; its text is then left untrimmed, so that lines and columns of mistakes are those of the workflow's block.
 */
export function findConfig(env: Env, directory: string): ConfigSource {
  const raw = rawInput(env, 'config')
  const value = raw.trim()
  if (value === '')
    return existsSync(join(directory, DEFAULT_CONFIG)) ? { kind: 'file', path: DEFAULT_CONFIG } : { kind: 'none' }
  return /\n|:(\s|$)/.test(value) ? { kind: 'inline', text: raw } : { kind: 'file', path: value }
}

/** The runner's name for an input: upper case, spaces as underscores, hyphens kept. */
function rawInput(env: Env, name: InputName): string {
  return env[`INPUT_${name.toUpperCase()}`] ?? ''
}
