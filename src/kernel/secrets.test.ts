import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deriveKey, hashToken, isSealedWith, lastFour, newToken, SealBroken, sameSecret, sealer } from './secrets.ts'

const key = randomBytes(32)
const { seal, open } = sealer(key)

test('whatever is sealed opens again, and only in its own context', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 5_000 }), fc.string(), fc.string(), (plain, context, other) => {
      const sealed = seal(plain, context)
      expect(open(sealed, context)).toBe(plain)
      if (other !== context) expect(() => open(sealed, other)).toThrow(SealBroken)
    }),
  )
})

test('the same secret sealed twice looks different, and never shows itself', () => {
  const twice = [seal('EAAG-secret', 'channel:1'), seal('EAAG-secret', 'channel:1')]
  expect(twice[0]).not.toBe(twice[1])
  expect(twice.join()).not.toContain('EAAG')
  expect(twice[0]).toMatch(/^v1\.[0-9a-f]{8}\.[\w-]{16}\.[\w-]+$/)
})

test('a sealed value with any one character changed does not open', () => {
  const sealed = seal('a secret', 'channel:1')
  for (let at = 0; at < sealed.length; at++) {
    const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1)
    // The last letter of base64url may carry unused bits: then it is the same value, written differently.
    if (same(changed, sealed)) continue
    expect(() => open(changed, 'channel:1'), `character ${at}`).toThrow(SealBroken)
  }
})

function same(a: string, b: string): boolean {
  const bytes = (text: string) =>
    text.split('.').map((part, i) => (i < 2 ? part : Buffer.from(part, 'base64url').toString('hex')))
  return bytes(a).join() === bytes(b).join()
}

test.each([
  '',
  'plain text',
  'v1',
  'v2.00000000.AAAA.AAAA',
  `v1.${sealer(key).keyId()}.AAAA.AAAA`,
  `v1.${sealer(key).keyId()}.AAAAAAAAAAAAAAAA.AAAA`,
  `v1.${sealer(key).keyId()}.AAAAAAAAAAAAAAAA.AAAA.x`,
])('what was never sealed does not open: %j', (text) => {
  expect(() => open(text, 'channel:1')).toThrow(SealBroken)
})

test('another key names itself as the reason', () => {
  const other = sealer(randomBytes(32))
  expect(() => other.open(seal('x', 'c'), 'c')).toThrow(/sealed with another secret key/)
  expect(sealer(Buffer.from(key)).open(seal('x', 'c'), 'c')).toBe('x')
})

test('a key of the wrong length is refused, and purposes do not share keys', () => {
  expect(() => sealer(randomBytes(31))).toThrow(/32 bytes/)
  expect(deriveKey(key, 'cookies')).not.toEqual(deriveKey(key, 'seal'))
  expect(deriveKey(key, 'cookies')).toEqual(deriveKey(key, 'cookies'))
  expect(deriveKey(key, 'cookies')).not.toEqual(key)
})

test('tokens are unlike each other, carry their prefix, and are stored as SHA-256', () => {
  const tokens = new Set(Array.from({ length: 1_000 }, () => newToken('sk')))
  expect(tokens.size).toBe(1_000)
  for (const token of tokens) expect(token).toMatch(/^sk_[\w-]{43}$/)
  // FIPS 180-2, appendix B.1.
  expect(hashToken('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
})

test('secrets are compared whole', () => {
  expect(sameSecret('abc', 'abc')).toBe(true)
  expect(sameSecret('abc', 'abd')).toBe(false)
  expect(sameSecret('abc', 'ab')).toBe(false)
  expect(sameSecret('', '')).toBe(true)
})

test('four characters of a long secret are shown, none of a short one', () => {
  expect(lastFour('EAAGm0PX4ZCpsBA7890')).toBe('7890')
  expect(lastFour('short-pin')).toBe('')
})

test('of several keys the first seals, and each opens what it sealed, as they come and go', () => {
  const next = randomBytes(32)
  let keys = [key]
  const one = sealer(() => keys)
  const before = one.seal('x', 'c')
  keys = [next, key]
  const after = one.seal('x', 'c')
  expect([one.open(before, 'c'), one.open(after, 'c')]).toEqual(['x', 'x'])
  expect([isSealedWith(before, sealer(key).keyId()), isSealedWith(after, sealer(next).keyId())]).toEqual([true, true])
  expect(one.keyId()).toBe(sealer(next).keyId())
  // Another process, which still has only the first key, finds the second as soon as it meets it.
  keys = [key]
  const stale = sealer(() => keys)
  keys = [next, key]
  expect(stale.open(after, 'c')).toBe('x')
})
