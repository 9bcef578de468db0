/** The report page's path: beside the Markdown report, with its name. */
export function pagePath(reportPath: string): string {
  return `${reportPath.replace(/\.(md|markdown)$/i, '')}.html`
}
