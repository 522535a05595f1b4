import fc from 'fast-check'
import { expect, test } from 'vitest'
import { prettyJson } from './pretty.ts'

test('levels are set in', () =>
  expect(prettyJson('{"a":[1,{"b":"x, {y}"}],"c":{},"d":[]}')).toBe(
    '{\n  "a": [\n    1,\n    {\n      "b": "x, {y}"\n    }\n  ],\n  "c": {},\n  "d": []\n}',
  ))
test('long numbers keep every digit', () =>
  expect(prettyJson('{"id":106247781203398123456}')).toContain('106247781203398123456'))
test('what is no JSON, or was cut, is left alone', () => {
  expect(prettyJson('plain text')).toBeNull()
  expect(prettyJson('{"a":[1,2')).toBeNull()
})
test('it says the same as before, whatever the JSON, and as JSON.stringify would', () =>
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value)
      expect(prettyJson(text)).toBe(JSON.stringify(JSON.parse(text), null, 2))
    }),
  ))
