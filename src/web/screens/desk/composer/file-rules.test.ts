import { expect, test } from 'vitest'
import { captionFor, kindOf } from './file-rules.ts'

test.each([
  ['image/jpeg', 5_000_000, { ok: true, kind: 'image' }],
  ['image/jpeg', 5_000_001, { ok: false, why: 'size', maxBytes: 5_000_000 }],
  ['audio/ogg; codecs=opus', 9_000, { ok: true, kind: 'audio' }],
  ['application/pdf', 18_000_000, { ok: true, kind: 'document' }],
  ['image/svg+xml', 10, { ok: false, why: 'type' }],
  ['', 10, { ok: false, why: 'type' }],
  ['text/plain', 0, { ok: false, why: 'empty' }],
])('%s of %d bytes', (type, size, outcome) => expect(kindOf({ type, size })).toEqual(outcome))

test('one picture takes the text as its caption; two files, sound and long texts do not', () => {
  expect(captionFor([{ kind: 'image' }], 'Broken leg')).toBe(true)
  expect(captionFor([{ kind: 'image' }, { kind: 'image' }], 'Broken leg')).toBe(false)
  expect(captionFor([{ kind: 'audio' }], 'Listen')).toBe(false)
  expect(captionFor([{ kind: 'image' }], 'x'.repeat(1025))).toBe(false)
})
