/** An image as the engine holds it. */
export type ResolvedImage = {
  readonly reference: string
  /** `sha256:…`, the id in the engine. */
  readonly id: string
  /** `name@sha256:…`, only when a registry has answered for it. */
  readonly digest: string | null
  readonly platform: string
  readonly sizeBytes: number
  /** When the image was built, ISO 8601; `null` where the image does not say. */
  readonly createdAt: string | null
  /** Whether this run pulled it or the engine held it already. */
  readonly source: 'pulled' | 'local'
}
