import { attribute } from '../model/causes/attribution.ts'
import { describeGate } from '../model/gate-changes/describe-gate.ts'
import { gateChangesOf } from '../model/gate-changes/gate-changes-of.ts'
import { type GateKey, isCapacityKey } from '../model/gate-key.ts'
import type { Verdict } from '../model/judge/verdict.ts'
import { outside, type Words, words } from '../model/outside.ts'
import { barGroups } from '../model/report/bars.ts'
import type { Report, Section } from '../model/report/report.ts'
import { describeComparison } from '../model/report/report-comparison.ts'
import { describeMissing, describeTarget } from '../model/report/report-facts.ts'
import { generatorTable } from '../model/report/report-generator.ts'
import { measuredTable } from '../model/report/report-measured.ts'
import { spawnTable } from '../model/report/report-spawn.ts'
import { targetSections } from '../model/report/report-target.ts'
import type { Result } from '../model/result/result.ts'
import { countedResult } from '../model/rounds/sift-rounds.ts'
import { commentBars } from './comment-bars.ts'
import { openChecks, openReasons, quietChecks } from './comment-checks.ts'
import { reportSections } from './comment-report.ts'
import { type CommentSection, joinSections } from './comment-sections.ts'
import { commentList, commentTable } from './comment-table.ts'
import { commentWords, shortWords } from './comment-words.ts'
import { details } from './details.ts'
import { outcomeSign } from './signs.ts'

/** All that a comment is made from. */
export type CommentInput = {
  readonly key: GateKey
  readonly report: Report
  /** `null`: the report stands for itself. It says why nothing could be judged, or what a capacity run has found. */
  readonly judged: { readonly result: Result; readonly verdict: Verdict } | null
  /** Addresses of the run and of the artifact with result and report; `null`: not known. */
  readonly runUrl: string | null
  readonly artifactUrl: string | null
  readonly commit: string | null
  /** It is told for another run, which whoever wrote the change could make say anything. */
  readonly isForeign: boolean
}

/**
 * A comment on a pull request, in at most `maxBytes` of UTF-8: whole sections are cut, the least needed first, and a line says so. It holds what was
 * asked, measured and concluded; never a line of a log, a body, or a value of the environment.
 */
export function renderComment(input: CommentInput, maxBytes: number): string {
  return joinSections([...headSections(input), ...judgedSections(input), footer(input)], maxBytes)
}

/** Characters. A headline ends with the reason of a check, which somebody may have made up. */
const LONGEST_HEADLINE = 1000

function headSections({ report, judged }: CommentInput): readonly CommentSection[] {
  const headline = commentWords(shortWords(report.headline, LONGEST_HEADLINE), 'line')
  return [
    {
      name: 'Changes of the gate',
      need: 11,
      text: judged === null ? '' : gateItself(judged.result),
    },
    { name: 'Verdict', need: 'always', text: `## ${outcomeSign(report.outcome).picture} ${headline}` },
    { name: 'No baseline', need: 10, text: judged === null ? '' : noBaseline(judged.result) },
  ]
}

function gateItself(result: Result): string {
  const sentences = describeGate(result)
  if (sentences.length === 0) return ''
  return alert(gateChangesOf(result).some(({ direction }) => direction === 'loosens') ? 'WARNING' : 'NOTE', sentences)
}

function noBaseline(result: Result): string {
  const { lookup } = result
  return lookup.state === 'missing' && isFirst(result) ? commentWords(describeMissing(lookup), 'line') : ''
}

function isFirst({ lookup, comparison }: Result): boolean {
  return lookup.state === 'missing' && comparison.how === 'alone' && comparison.why === null
}

/** https://docs.github.com/en/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#alerts */
function alert(kind: 'WARNING' | 'NOTE', sentences: readonly Words[]): string {
  const paragraphs = sentences.map((sentence) => `> ${commentWords(sentence, 'line')}`)
  return `> [!${kind}]\n${paragraphs.join('\n>\n')}`
}

function judgedSections({ judged, report }: CommentInput): readonly CommentSection[] {
  if (judged === null) return reportSections(report)
  const result = countedResult(judged.result)
  const { verdict } = judged
  const why = attribute(result, verdict)
  return [
    { name: 'Checks', need: 9, text: openChecks(verdict) },
    { name: 'Why', need: 8, text: openReasons(verdict, why) },
    { name: 'Bars', need: 6, text: commentBars(barGroups(result, verdict)) },
    { name: 'Passed checks', need: 7, text: quietChecks(verdict) },
    ...detailSections(judged.result, result),
  ]
}

/** Each a line to open. */
function detailSections(measured: Result, result: Result): readonly CommentSection[] {
  const target = targetSections(result)[0]
  return [
    { need: 5, table: measuredTable(result) },
    { need: 4, table: spawnTable(result) },
    ...(target === undefined ? [] : [{ need: 3, table: target }]),
    { need: 1, table: generatorTable(result) },
  ]
    .map(({ need, table }): CommentSection => ({ name: table.title, need, text: tableToOpen(table) }))
    .concat({
      name: 'Baseline, target and machine',
      need: 2,
      text: details('Baseline, target and machine', commentList([...comparison(measured), ...describeTarget(result)])),
    })
}

function tableToOpen(section: Section): string {
  return section.kind === 'table' && section.rows.length > 0 ? details(section.title, commentTable(section)) : ''
}

/** The sentence at the top says it of a first run. */
function comparison(result: Result): readonly Words[] {
  return isFirst(result) ? [] : describeComparison(result)
}

function footer({ key, runUrl, artifactUrl, commit, isForeign }: CommentInput): CommentSection {
  const links = [link('Run', runUrl), link('result and report', artifactUrl)].filter((one) => one !== '')
  const about = [
    commentWords(words`${isCapacityKey(key) ? 'capacity of' : 'gate'} ${key.label}`, 'line'),
    ...(commit === null ? [] : [commentWords(words`commit ${outside(commit.slice(0, 12))}`, 'line')]),
  ]
  const line = [...links, ...about].join(' · ')
  return { name: 'Links', need: 'always', text: isForeign ? `${FOREIGN}\n\n${line}` : line }
}

/** For what is told for another run. */
export const FOREIGN =
  "_The numbers are those of the pull request's own run, which nobody has checked; the verdict was made from them again._"

/** Only the address of a run or its artifact becomes a link: whatever else stands there is left out. */
const ADDRESS = /^https?:\/\/[\w.:-]+\/[\w.-]+\/[\w.-]+\/actions\/runs\/\d+(?:\/(?:attempts|artifacts)\/\d+)?$/

export function link(text: string, address: string | null): string {
  return address !== null && ADDRESS.test(address) ? `[${text}](${address})` : ''
}
