import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export type Certificates = { readonly ca: string; readonly key: string; readonly cert: string }

/** A private authority and a certificate of it for one name, made by `openssl`. */
export async function makeCertificates(name: string): Promise<Certificates> {
  const folder = await mkdtemp(join(tmpdir(), 'certificates-'))
  const at = (file: string) => join(folder, file)
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  const openssl = (...given: string[]) => run('openssl', given)
  try {
    await openssl(
      'req',
      '-x509',
      ...key,
      '-keyout',
      at('ca.key'),
      '-out',
      at('ca.pem'),
      '-days',
      '2',
      '-subj',
      '/CN=ca',
    )
    await openssl('req', ...key, '-keyout', at('key.pem'), '-out', at('request.pem'), '-subj', `/CN=${name}`)
    await writeFile(at('names'), `subjectAltName=DNS:${name}\n`)
    const signing = [
      '-CA',
      at('ca.pem'),
      '-CAkey',
      at('ca.key'),
      '-CAcreateserial',
      '-extfile',
      at('names'),
      '-days',
      '2',
    ]
    await openssl('x509', '-req', '-in', at('request.pem'), ...signing, '-out', at('cert.pem'))
    const read = (file: string) => readFile(at(file), 'utf8')
    return { ca: await read('ca.pem'), key: await read('key.pem'), cert: await read('cert.pem') }
  } finally {
    await rm(folder, { recursive: true })
  }
}
