import fc from 'fast-check'
import { expect, test } from 'vitest'
import { maskCardNumbers, maskContent } from './card-numbers.ts'

test.each([
  ['4111 1111 1111 1111', '•••• •••• •••• 1111'],
  ['my card is 4111111111111111, ok?', 'my card is ••••••••••••1111, ok?'],
  ['5555-5555-5555-4444', '••••-••••-••••-4444'],
  ['3782 822463 10005', '•••• •••••• •0005'],
  ['4111.1111.1111.1111 12/27 123', '••••.••••.••••.1111 12/27 123'],
  ['4111 1111 1111 1111 5555 5555 5555 4444', '•••• •••• •••• 1111 •••• •••• •••• 4444'],
  ['4222222222222', '•••••••••2222'],
  ['4111\n1111\n1111\n1111', '••••\n••••\n••••\n1111'],
])('%s is stored as %s', (text, stored) => {
  expect(maskCardNumbers(text)).toBe(stored)
})

test.each([
  ['a wrong check digit', '4111 1111 1111 1112'],
  ['a telephone number', '+44 7700 900123'],
  ['a telephone number and a figure', '447700800034 7'],
  ['two telephone numbers', '07700 900123, 07700 900124'],
  ['an order number that begins like no card', '1234567890123452'],
  ['a number that is too long', '41111111111111111111111'],
  ['a price and a date', '1.299,00 on 12.03.2026'],
])('%s stays as it is', (_what, text) => {
  expect(maskCardNumbers(text)).toBe(text)
})

test('a number in two messages is hidden in the second', () => {
  expect(maskCardNumbers('1111 1111, thanks', 'it is 4111 1111')).toBe('•••• ••••, thanks')
  expect(maskCardNumbers('1111 1112', 'it is 4111 1111')).toBe('1111 1112')
})

/** With its check digit. */
function withCheckDigit(digits: string): string {
  for (let check = 0; check < 10; check++) {
    const sum = [...`${digits}${check}`]
      .reverse()
      .map((digit, index) => (index % 2 === 0 ? Number(digit) : Number(digit) * 2))
      .reduce((all, one) => all + (one > 9 ? one - 9 : one), 0)
    if (sum % 10 === 0) return `${digits}${check}`
  }
  throw new Error('there is always a check digit')
}

test('any card number is hidden, however it is grouped, and the words around it stay', () => {
  const number = fc
    .tuple(fc.constantFrom('4', '51', '55', '34', '37', '36', '35', '62', '65'), fc.integer({ min: 13, max: 19 }))
    .chain(([start, length]) =>
      fc
        .array(fc.integer({ min: 0, max: 9 }), {
          minLength: length - start.length - 1,
          maxLength: length - start.length - 1,
        })
        .map((digits) => withCheckDigit(start + digits.join(''))),
    )
  const separators = fc.array(fc.constantFrom('', '', '', ' ', '-', '.'), { minLength: 19, maxLength: 19 })
  fc.assert(
    fc.property(number, separators, fc.constantFrom('', 'card: ', 'é '), (digits, between, words) => {
      const written = [...digits].map((digit, i) => digit + (i === digits.length - 1 ? '' : between[i])).join('')
      const groups = (written.match(/\d+/g) ?? []).map((group) => group.length)
      fc.pre(Math.max(...groups) <= 8 || Math.min(...groups) > 2)
      const stored = maskCardNumbers(`${words}${written} thanks`)
      expect(stored.replace(/\D/g, '')).toBe(digits.slice(-4))
      expect(stored.startsWith(words) && stored.endsWith(' thanks')).toBe(true)
    }),
  )
})

test('a content without a card number is the same object', () => {
  const content = { kind: 'text', text: 'hello' } as const
  expect(maskContent(content)).toBe(content)
})
