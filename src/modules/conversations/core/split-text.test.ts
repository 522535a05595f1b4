import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { splitText } from './split-text.ts'

describe('where a text is cut', () => {
  const cases: [string, string, number, string[]][] = [
    ['a short text stays whole, spaces and all', ' hello \n', 10, [' hello \n']],
    ['exactly the limit stays whole', 'abcde', 5, ['abcde']],
    ['at the last space', 'one two three', 8, ['one two', 'three']],
    ['at a space just after the limit', 'one two three', 7, ['one two', 'three']],
    ['at a line break rather than a later space', 'first line\nand more', 15, ['first line', 'and more']],
    ['at a space rather than a line break near the start', 'a\nlong words here', 12, ['a\nlong words', 'here']],
    ['inside a word only when it is too long', 'abcdefgh', 3, ['abc', 'def', 'gh']],
    ['never inside a surrogate pair', '😀😀😀', 3, ['😀', '😀', '😀']],
    ['never inside a family', 'ab👨‍👩‍👧', 8, ['ab', '👨‍👩‍👧']],
    ['never between a letter and its accent', 'abe\u0301', 3, ['ab', 'e\u0301']],
    ['not at a space that carries an accent', 'ab cd \u0301e', 6, ['ab', 'cd \u0301e']],
    ['inside a grapheme that alone is too long, but between characters', '👨‍👩‍👧', 4, ['👨‍', '👩‍', '👧']],
    ['runs of spaces at a cut vanish', 'one      two', 5, ['one', 'two']],
    ['nothing to say has no parts', '', 5, []],
    ['only spaces have no parts', '       ', 5, []],
  ]
  test.each(cases)('%s', (_, text, max, parts) => {
    expect(splitText(text, max)).toEqual(parts)
  })
})

test('a limit that cannot hold a character is a bug', () => {
  expect(() => splitText('abc', 1)).toThrow(RangeError)
  expect(() => splitText('abc', Number.NaN)).toThrow(RangeError)
})

const anyText = fc.string({
  unit: fc.oneof(fc.constantFrom(' ', '\n', 'a', 'é', '👨‍👩‍👧', '🇬🇧', 'e\u0301', '\t'), fc.string()),
})
const anyMax = fc.integer({ min: 2, max: 40 })
const withoutSpace = (text: string) => text.replace(/\s/g, '')

test('every part fits and says something', () => {
  fc.assert(
    fc.property(anyText, anyMax, (text, max) => {
      for (const part of splitText(text, max)) {
        expect(part.length).toBeLessThanOrEqual(max)
        expect(part.trim()).not.toBe('')
      }
    }),
  )
})

test('nothing is lost but whitespace at the cuts, and order is kept', () => {
  fc.assert(
    fc.property(anyText, anyMax, (text, max) => {
      let from = 0
      for (const part of splitText(text, max)) {
        const at = text.indexOf(part, from)
        expect(at).toBeGreaterThanOrEqual(from)
        expect(text.slice(from, at).trim()).toBe('')
        from = at + part.length
      }
      expect(text.slice(from).trim()).toBe('')
    }),
  )
})

test('a well-formed text gives well-formed parts', () => {
  fc.assert(
    fc.property(anyText, anyMax, (text, max) => {
      for (const part of splitText(text.toWellFormed(), max)) expect(part.isWellFormed()).toBe(true)
    }),
  )
})

test('graphemes stay whole when each of them fits', () => {
  const units = ['a', 'b', 'é', '👨‍👩‍👧', '🇬🇧', 'e\u0301', '😀']
  const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
  const count = (text: string) => [...graphemes.segment(text)].length
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...units)), fc.integer({ min: 8, max: 40 }), (chosen, max) => {
      const text = chosen.join(' ').replaceAll(' ', '\u2060')
      const parts = splitText(text, max)
      expect(withoutSpace(parts.join(''))).toBe(text)
      expect(parts.reduce((sum, part) => sum + count(part), 0)).toBe(count(text))
    }),
  )
})
