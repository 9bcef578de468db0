import { X509Certificate } from 'node:crypto'
import type { Tls } from '../../model/config.ts'
import { outside, words } from '../../model/outside.ts'
import { TLS } from '../defaults.ts'
import { fileText, type NamedFile, reportFile } from '../named-file.ts'
import { rightParts } from '../parts.ts'
import { tlsSchema } from '../schema/target-schema.ts'
import { type Reading, rawAt } from '../sources.ts'
import type { Path } from '../yaml/tree.ts'

const LARGEST_FILE = 1024 ** 2

/** How the one at this path is trusted; what is wrong with its certificates is reported. */
export function readTls(reading: Reading, path: Path): Tls | null {
  const raw = rawAt(reading.raw, path)
  if (typeof raw === 'string') return /^true$/i.test(raw) ? TLS : null
  if (raw === undefined || raw === null) return null
  const { ca, 'server-name': serverName } = rightParts(tlsSchema, raw)
  return {
    ca: ca === undefined ? TLS.ca : readCertificates(reading, [...path, 'ca'], ca),
    serverName: serverName ?? TLS.serverName,
  }
}

const BEGIN = '-----BEGIN CERTIFICATE-----'
const END = '-----END CERTIFICATE-----'

/** The certificates of a file and nothing else of it: a key that stands beside them goes nowhere. */
function readCertificates(reading: Reading, path: Path, name: string): string | null {
  const file: NamedFile = {
    path,
    name,
    most: { bytes: LARGEST_FILE, what: 'A file of certificates' },
  }
  const text = fileText(reading, file)
  if (text === null) return null
  const blocks = certificateBlocks(text)
  if (blocks.length === 0)
    return reportFile(reading, file, {
      text: words`holds no certificate`,
      fix: words`Name a PEM file: it has lines ${BEGIN} and ${END}.`,
    })
  const mistakes = blocks.map(certificateMistake)
  const first = mistakes.findIndex((mistake) => mistake !== null)
  if (first === -1) return `${blocks.join('\n')}\n`
  return reportFile(reading, file, {
    text: words`cannot be read: certificate ${first + 1} of ${blocks.length} is none (${outside(mistakes[first] ?? '')})`,
    fix: words`Export the certificate again, as PEM.`,
  })
}

function certificateBlocks(text: string): readonly string[] {
  const [, ...begun] = text.split(BEGIN)
  return begun.flatMap((rest) => (rest.includes(END) ? [`${BEGIN}${rest.slice(0, rest.indexOf(END))}${END}`] : []))
}

function certificateMistake(pem: string): string | null {
  try {
    new X509Certificate(pem)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
