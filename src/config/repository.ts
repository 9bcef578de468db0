/** The name of an image without tag and digest, and without what Docker adds by itself; `null` for an id, which has no name. */
export function repositoryOf(image: string): string | null {
  if (image.startsWith('sha256:')) return null
  const name = image.replace(/@.*$/s, '').replace(/:[^/:]*$/, '')
  return name.replace(/^(?:index\.)?docker\.io\//, '').replace(/^library\//, '')
}
