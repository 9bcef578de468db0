import { marked } from 'marked'

/** GitHub's comment box in its two themes, as far as our comments use it. */
const STYLE = `
  :root { color-scheme: light; --text: #1f2328; --paper: #fff; --line: #d1d9e0; --soft: #f6f8fa; --code: #818b981f; --link: #0969da; --warn: #9a6700; --note: #0969da }
  :root.dark { color-scheme: dark; --text: #f0f6fc; --paper: #0d1117; --line: #3d444d; --soft: #151b23; --code: #656c7633; --link: #4493f8; --warn: #d29922; --note: #4493f8 }
  body { margin: 0; background: var(--paper); color: var(--text); font: 14px/1.5 system-ui, sans-serif }
  main { border: 1px solid var(--line); border-radius: 6px; margin: 12px; padding: 4px 16px 12px; width: fit-content; max-width: 1100px }
  h2 { border-bottom: 1px solid var(--line); padding-bottom: 6px; font-size: 21px }
  h3 { font-size: 17px } h4 { font-size: 14px }
  table { border-collapse: collapse; display: block; overflow: auto }
  th, td { border: 1px solid var(--line); padding: 5px 11px } tr:nth-child(2n) { background: var(--soft) }
  code { background: var(--code); border-radius: 6px; padding: 2px 5px; font: 12px ui-monospace, 'DejaVu Sans Mono', monospace }
  pre { background: var(--soft); border-radius: 6px; padding: 12px } pre code { background: none; padding: 0 }
  a { color: var(--link) } summary { margin: 8px 0 }
  blockquote { border-left: 4px solid var(--line); margin: 0 0 14px; padding: 0 14px } blockquote.warning { border-color: var(--warn) } blockquote.note { border-color: var(--note) }
`

/** A page that shows Markdown as GitHub does. It is our own, so its HTML may run. */
export function commentPage(markdown: string, theme: 'light' | 'dark'): string {
  const html = marked
    .parse(markdown, { gfm: true, async: false })
    .replace(/<blockquote>\s*<p>\[!(WARNING|NOTE)\]/g, (_, kind: string) => {
      const name = kind.toLowerCase()
      return `<blockquote class="${name}"><p><b style="color: var(--${name === 'note' ? 'note' : 'warn'})">${kind.charAt(0)}${name.slice(1)}</b><br>`
    })
  return `<!doctype html><html class="${theme}"><meta charset="utf-8"><style>${STYLE}</style><body><main>${html}</main></body></html>`
}
