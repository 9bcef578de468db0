import type { Socket } from 'node:net'
import type { Ms } from '../../model/config.ts'
import { errorCode } from '../http/connection-failure.ts'

/** How long a connection that is of no more use is left for the server to close. */
const LEFT_TO_SERVER_MS: Ms = 1000

/**
 * Takes over the closing of a connection that undici will not use again after a whole answer. `ended` is told of it, and says whether the server is going to close
 * it: then it is left to the server, so that the closed port waits on the server's side: 28 000 ports of ours would be used up in one minute at 470 requests per
 * second. A connection that the server would keep is closed at once.
 */
export function takeOverClosing(socket: Socket, ended: () => 'by-server' | 'by-us'): void {
  const destroy = socket.destroy.bind(socket)
  let isTold = false
  socket.destroy = (error?: Error) => {
    if (isTold || !endedWithAnswer(error)) return destroy(error)
    isTold = true
    if (ended() === 'by-us') return destroy(error)
    socket.setTimeout(LEFT_TO_SERVER_MS, () => destroy())
    // Read on to the server's end of the stream, on which Node closes the socket; undici must not read along.
    socket.removeAllListeners('readable')
    process.nextTick(() => socket.resume())
    return socket
  }
}

/** undici's word for a connection that is not to be used again after a whole answer. */
function endedWithAnswer(error: Error | undefined): boolean {
  return error !== undefined && errorCode(error) === 'UND_ERR_INFO' && error.message === 'reset'
}
