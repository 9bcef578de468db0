import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl'
import { outside, type Words, words } from '../model/outside.ts'

export type Unzipped =
  | { readonly state: 'good'; readonly text: string }
  | { readonly state: 'bad'; readonly why: Words }

/** What is looked for in a zip. */
export type Wanted = {
  readonly name: string
  /** Of the file, unpacked. */
  readonly maxBytes: number
  /** More files than these are refused, whatever their names. */
  readonly mostFiles: number
}

/**
 * The text of one file of a hostile zip. Nothing is written to disk, so that no path in it leads anywhere; a name with `..`, more files than
 * expected, and more than `maxBytes` unpacked are refused. Sizes are checked as stated and again while unpacking.
 */
export async function unzipFile(zip: Buffer, wanted: Wanted): Promise<Unzipped> {
  try {
    const file = await fromBufferPromise(zip, { lazyEntries: true, strictFileNames: true, validateEntrySizes: true })
    return await findEntry(file, wanted)
  } catch (error) {
    return bad(words`its zip is broken: ${outside(error instanceof Error ? error.message : String(error))}`)
  }
}

async function findEntry(file: ZipFile, wanted: Wanted): Promise<Unzipped> {
  const { name, mostFiles } = wanted
  if (file.entryCount > mostFiles) {
    return bad(words`its zip holds ${file.entryCount} files instead of ${mostFiles === 1 ? `only ${name}` : mostFiles}`)
  }
  let other: Entry | null = null
  for await (const entry of file.eachEntry()) {
    if (entry.fileName === name) return await readEntry(file, entry, wanted)
    other = entry
  }
  if (other === null) return bad(words`its zip holds no file`)
  return bad(words`its zip holds ${outside(other.fileName)} instead of ${name}`)
}

async function readEntry(file: ZipFile, entry: Entry, { maxBytes }: Wanted): Promise<Unzipped> {
  if (entry.uncompressedSize > maxBytes) {
    return bad(words`its file has ${entry.uncompressedSize} bytes; it may have ${maxBytes} at most`)
  }
  const chunks: Buffer[] = []
  for await (const chunk of await file.openReadStreamPromise(entry)) chunks.push(chunk as Buffer)
  return { state: 'good', text: Buffer.concat(chunks).toString('utf8') }
}

function bad(why: Words): Unzipped {
  return { state: 'bad', why }
}
