import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pretty } from './pretty.ts'

const laidOut = (text: string) =>
  pretty(text)
    ?.map((piece) => piece.text)
    .join('')

test('lays out as everybody does', () => {
  const value = {
    to: '+447700900118',
    text: { preview_url: false, body: 'Olá, "12" \\ 📦' },
    list: [1, -2.5e-7, null],
    none: {},
    nothing: [],
  }
  expect(laidOut(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2))
})

test('any JSON says the same after as before', () => {
  fc.assert(
    fc.property(
      fc.json(),
      (json) => laidOut(json) === JSON.stringify(JSON.parse(json), null, 2) || sameCharacters(json),
    ),
  )
})

/** Numbers may be written in more than one way: then every character must still be there. */
function sameCharacters(json: string): boolean {
  const bare = (text: string) => text.replaceAll(/\s/g, '')
  return bare(laidOut(json) ?? '') === bare(json)
}

test('long numbers and escaped letters stay as they were sent', () => {
  const sent = '{"message_template_id":12345678901234567890,"name":"\\u00e9\\/"}'
  expect(laidOut(sent)).toBe('{\n  "message_template_id": 12345678901234567890,\n  "name": "\\u00e9\\/"\n}')
})

test('keys, texts, numbers and words are told apart', () => {
  const kinds = pretty('{"a":"b","c":[1,true]}')?.flatMap(({ text, kind }) =>
    kind === 'mark' ? [] : [`${kind} ${text}`],
  )
  expect(kinds).toEqual(['key "a"', 'string "b"', 'key "c"', 'number 1', 'word true'])
})

test('what is no JSON is left to be shown as it came', () => {
  for (const text of ['', 'stored', '<script>alert(1)</script>', '{"cut":"of', '{"a":1}}', '[1,', 'nulll'])
    expect(pretty(text)).toBeNull()
})
