const LINE_END = Buffer.from('\r\n')
const KEEP_ALIVE = Buffer.from('Connection: keep-alive\r\n')

/**
 * The beginning of an answer to HEAD (HTTP/1.1), with what every HTTP/1.1 connection means said in words. undici takes an answer without a length for one that is
 * as long as its connection, unless it reads this; an answer to HEAD has no body whatever its head says (RFC 9112, 6.3). A `close` of the server's outweighs it.
 */
export function keptWithoutLength(start: Buffer): Buffer {
  const at = start.indexOf(LINE_END)
  if (at <= 0) return start
  const headers = at + LINE_END.length
  return Buffer.concat([start.subarray(0, headers), KEEP_ALIVE, start.subarray(headers)])
}
