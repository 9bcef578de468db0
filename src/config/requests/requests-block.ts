import { type Words, words } from '../../model/outside.ts'

/** A block to paste where nothing says what to send. */
export const REQUESTS_BLOCK: Words = words`Say what to send. Paste this at the left edge of the file and change it:

    requests:
      - name: predict
        method: POST
        path: /predict
        json: { features: [1, 2, 3] }
      - name: health
        path: /health
`.map((part) => (typeof part === 'string' ? part.trimEnd() : part))
