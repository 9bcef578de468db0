import { plainText, type Words } from '../model/outside.ts'

/** What GitHub's answer says beside its status. */
export type Answer = {
  /** GitHub's own words; empty where there are none. */
  readonly said: string
  /** The permission that the call needs, as workflows write it (`actions: read`); `null`: the answer does not name it. */
  readonly permission: string | null
  /** It was refused for too many calls. */
  readonly isLimit: boolean
}

/** GitHub could not be asked, or refused. A caller decides what that means; it never changes a verdict. */
export class ApiFailure extends Error implements Answer {
  /** The HTTP status; `null` where no answer came, or one that says nothing. */
  readonly status: number | null
  readonly sentence: Words
  readonly said: string
  readonly permission: string | null
  readonly isLimit: boolean

  constructor(status: number | null, sentence: Words, { said, permission, isLimit, ...options }: FailureOptions = {}) {
    super(plainText(sentence), options)
    this.name = 'ApiFailure'
    this.status = status
    this.sentence = sentence
    this.said = said ?? ''
    this.permission = permission ?? null
    this.isLimit = isLimit ?? false
  }
}

type FailureOptions = ErrorOptions & Partial<Answer>
