import { type buildConnector, Client } from 'undici'
import type { Tls } from '../../model/config.ts'
import type { Endpoint } from '../../ports.ts'
import { hideInterimAnswers, InterimAnswers } from '../http/interim-answers.ts'
import { type SocketOpener, socketOpener } from '../http/open-socket.ts'
import { hostHeader } from '../http/request-bytes.ts'
import { LONGEST_HEAD_BYTES } from './undici-line.ts'

/** A client for single requests, that opens its connection as the load does, with the same trust. It has no timeouts: its user brings a signal. */
export function newClient(endpoint: Endpoint, tls: Tls | null): Client {
  return new Client(`${tls === null ? 'http' : 'https'}://${hostHeader(endpoint)}`, {
    maxHeaderSize: LONGEST_HEAD_BYTES,
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: connector(socketOpener(endpoint, tls, { keepsPieces: true })),
  })
}

function connector(opener: SocketOpener): buildConnector.connector {
  return (_options, ready) => {
    const socket = opener.open()
    const interim = new InterimAnswers()
    interim.expect()
    hideInterimAnswers(socket, interim)
    const fail = (error: Error) => ready(error, null)
    socket.once('error', fail)
    socket.once(opener.readyEvent, () => {
      socket.off('error', fail)
      ready(null, socket)
    })
  }
}
