import type { AnswerHead, AutocannonClient, RequestsUnderWay } from './autocannon-client.ts'

/**
 * Takes from a client what it does for figures and features that nobody here asks for: a clock and a record of its own for each request, and a deep copy of its
 * context between two.
 */
export function leaveOutBookkeeping(client: AutocannonClient): void {
  client.requestIterator.resetContext = () => undefined
  client.pipelinedRequests = new OneUnderWay()
}

/** There is one request under way at most, and of its answer only the head is passed on. */
class OneUnderWay implements RequestsUnderWay {
  readonly #noted: {
    headers: Partial<AnswerHead>
    readonly bytes: number
    readonly body: string
    readonly duration: number
  } = { headers: {}, bytes: 0, body: '', duration: 0 }

  setHeaders(head: AnswerHead): void {
    this.#noted.headers = head
  }

  terminateRequest(): object {
    return this.#noted
  }

  insertRequest(): void {
    // It is timed elsewhere.
  }

  addByteCount(): void {
    // Bytes are counted by nobody.
  }

  addBody(): void {
    // Bodies are read, and not kept.
  }

  clear(): void {
    // What is noted belongs to no request before its head has come.
  }
}
