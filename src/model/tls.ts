import type { Tls } from './config.ts'

/** What a TLS connection to the target is opened with (`node:tls` names). Certificates are always verified. */
export function tlsOptions(tls: Tls): { readonly servername: string; readonly ca?: string } {
  return tls.ca === null ? { servername: tls.serverName } : { servername: tls.serverName, ca: tls.ca }
}
