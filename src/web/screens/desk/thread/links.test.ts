import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pieces } from './links.ts'

const linksIn = (text: string) => pieces(text).flatMap((piece) => piece.href ?? [])

test.each([
  ['Look at https://velmora.example/chairs?a=1#b.', ['https://velmora.example/chairs?a=1#b']],
  ['(https://velmora.example)', ['https://velmora.example/']],
  ['https://velmora.example/Alder_(tree)', ['https://velmora.example/Alder_(tree)']],
  ['http://velmora.example and https://example.com', ['http://velmora.example/', 'https://example.com/']],
  ['javascript:alert(1) data:text/html,x file:///etc/passwd', []],
  ['https://bank.example@evil.example', []],
  ['velmora.example', []],
])('%s', (text, links) => expect(linksIn(text)).toEqual(links))

test('nothing of the text is lost or added', () => {
  const any = fc.array(fc.oneof(fc.string(), fc.constantFrom('https://a.example', ' ', ').', '<b>')))
  fc.assert(
    fc.property(any, (parts) => {
      const text = parts.join('')
      expect(
        pieces(text)
          .map((piece) => piece.text)
          .join(''),
      ).toBe(text)
    }),
  )
})
