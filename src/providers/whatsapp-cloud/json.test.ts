import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readJson, shallow } from './json.ts'

const read = (json: string) => readJson(Buffer.from(json))

test('what it reads is what JSON.parse reads, long integers and odd texts aside', () => {
  const number = fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .filter((value) => !/^-?\d{16,}$/.test(String(value)))
  const text = fc.string({ unit: 'grapheme' }).filter((value) => !value.includes('\0'))
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      number,
      text,
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('tree')),
      fc.dictionary(text, tie('tree')),
    ),
  }))
  fc.assert(
    fc.property(tree, fc.boolean(), (value, pretty) => {
      const json = JSON.stringify(value, null, pretty ? 2 : 0)
      expect(read(json)).toEqual({ ok: true, value: JSON.parse(json) })
    }),
  )
})

test('an integer of any length keeps its digits', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 10n ** 15n, max: 10n ** 40n }), fc.boolean(), (size, negative) => {
      const digits = String(negative ? -size : size)
      expect(read(`{"id":${digits},"list":[${digits}, 7]}`)).toEqual({
        ok: true,
        value: { id: digits, list: [digits, 7] },
      })
    }),
  )
})

test('a shallow copy is the same until it is too deep', () => {
  const value = { a: [{ b: null }], c: 'd' }
  expect(shallow(value)).toEqual(value)
  expect(shallow({ a: { b: { c: 1 } } }, 2)).toEqual({ a: { b: '(nested deeper than 40)' } })
})

test('a key called __proto__ stays a key', () => {
  const parsed = read('{"__proto__":{"x":"\\u0000y"},"big":12345678901234567}')
  expect(JSON.stringify(shallow(parsed.ok && parsed.value))).toBe('{"__proto__":{"x":"y"},"big":"12345678901234567"}')
})
