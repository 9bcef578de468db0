import { plainText, type Words } from '../model/outside.ts'

/** GitHub could not be asked, or refused. A caller decides what that means; it never changes a verdict. */
export class ApiFailure extends Error {
  /** The HTTP status; `null` where no answer came, or one that says nothing. */
  readonly status: number | null
  readonly sentence: Words

  constructor(status: number | null, sentence: Words, options?: ErrorOptions) {
    super(plainText(sentence), options)
    this.name = 'ApiFailure'
    this.status = status
    this.sentence = sentence
  }
}
