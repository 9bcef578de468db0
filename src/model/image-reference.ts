/** The registry that a reference is pulled from: its first part when that is a host, else Docker Hub. */
export function registryOf(reference: string): string {
  const [first = '', ...rest] = reference.split('/')
  return rest.length > 0 && (first === 'localhost' || /[.:]/.test(first)) ? first : 'docker.io'
}

/** The repository as the engine lists it: without tag and digest, and short for Docker Hub (`docker.io/library/redis:7` is `redis`). */
export function repositoryOf(reference: string): string {
  const withoutDigest = reference.split('@')[0] ?? reference
  const withoutTag = withoutDigest.replace(/:[^:/]*$/, '')
  return withoutTag.replace(/^(index\.)?docker\.io\//, '').replace(/^library\//, '')
}

/** Whether the text can be a reference at all: it becomes part of a request's path. The engine knows the rest of the grammar. */
export function isReference(text: string): boolean {
  return /^[[a-zA-Z0-9][a-zA-Z0-9._:/@+[\]-]*$/.test(text) && !/\.\.|\/\//.test(text)
}

/** An image id (`sha256:…`): nothing that a registry could be asked for. */
export function isImageId(reference: string): boolean {
  return reference.startsWith('sha256:')
}

/** The digest under which a registry holds the image, among the engine's `RepoDigests`. */
export function digestOf(reference: string, repoDigests: readonly string[]): string | null {
  if (isImageId(reference)) return repoDigests.length === 1 ? (repoDigests[0] ?? null) : null
  const asked = reference.split('@')[1]
  const repository = repositoryOf(reference)
  return (
    repoDigests.find((one) => {
      const [name, digest] = one.split('@')
      return name === repository && (asked === undefined || digest === asked)
    }) ?? null
  )
}
