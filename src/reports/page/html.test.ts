import { describe, expect, it } from 'vitest'
import { HOSTILE_TEXTS } from '../../../fixtures/hostile.ts'
import { outside, words } from '../../model/outside.ts'
import { html } from './html.ts'

describe('the HTML tag', () => {
  it('escapes every text, in an element and in a quoted attribute', () => {
    expect(html`<p title="${`"'><`}">${'a & <b>'}</p>`.html).toBe(
      '<p title="&quot;&#39;&gt;&lt;">a &amp; &lt;b&gt;</p>',
    )
  })

  it('keeps HTML as it is, alone and in a list', () => {
    const item = html`<i>${'<'}</i>`
    expect(html`<b>${item}${[item, item]}${3}</b>`.html).toBe('<b><i>&lt;</i><i>&lt;</i><i>&lt;</i>3</b>')
  })

  it('keeps text from outside apart, also in its direction', () => {
    expect(html`${words`image ${outside('<app>')} & ${outside('')}`}`.html).toBe(
      'image <bdi>&lt;app&gt;</bdi> &amp; (empty)',
    )
  })

  it.each(HOSTILE_TEXTS.map((text) => [text]))('makes no element and no entity of its own of %j', (text) => {
    const made = html`${words`${outside(text)}`}`.html
    const inner = made.replace(/^<bdi>|<\/bdi>$/g, '').replaceAll('<wbr>', '')
    expect(inner).not.toMatch(/[<>"']|&(?!amp;|lt;|gt;|quot;|#39;)/)
    expect(inner).not.toMatch(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/u)
  })

  it('lets a long word be broken, and changes none of its characters', () => {
    const long = `registry.example/${'a'.repeat(100)}&<x>`
    const made = html`${words`${outside(long)}`}`.html
    expect(made.match(/<wbr>/g)?.length).toBeGreaterThan(5)
    expect(made.replaceAll('<wbr>', '')).toBe(
      html`${words`${outside('&')}`}`.html.replace('&amp;', `${long.slice(0, -4)}&amp;&lt;x&gt;`),
    )
  })
})
