import { expect, test } from 'vitest'
import { encodeForm, type FormField } from './encode-form.ts'

const FIELDS: readonly FormField[] = [
  { name: 'version', value: '1.10' },
  { name: 'größe', value: 'a\r\n--b' },
  { name: 'image', value: { fileName: 'a b.png', type: 'image/png', bytes: Buffer.from([0, 13, 10, 45, 45, 255]) } },
]

test('a form is read back by a parser of multipart/form-data as it was meant', async () => {
  const { bytes, contentType } = encodeForm(FIELDS)
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': contentType } }).formData()
  expect([...form.keys()]).toEqual(['version', 'größe', 'image'])
  expect(form.get('version')).toBe('1.10')
  expect(form.get('größe')).toBe('a\r\n--b')
  const image = form.get('image') as File
  expect([image.name, image.type]).toEqual(['a b.png', 'image/png'])
  expect([...new Uint8Array(await image.arrayBuffer())]).toEqual([0, 13, 10, 45, 45, 255])
})

test('the same form gives the same bytes, another form another boundary', () => {
  const again = encodeForm(FIELDS)
  expect(encodeForm(FIELDS)).toEqual(again)
  expect(encodeForm(FIELDS.slice(1)).contentType).not.toBe(again.contentType)
})

test('a name cannot end its line or its quotes', () => {
  const { bytes } = encodeForm([{ name: 'a"\r\nX-B: c', value: 'd' }])
  expect(Buffer.from(bytes).toString()).toContain('name="a%22%0D%0AX-B: c"\r\n\r\nd\r\n')
})
