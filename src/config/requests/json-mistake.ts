/** Why a text is not JSON; `null` where it is. */
export function jsonMistake(text: string): string | null {
  try {
    JSON.parse(text)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
