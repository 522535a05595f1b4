import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toE164 } from './phone.ts'

/** The only place that calls the API. `then` is the canonical number, or null when it is refused. */
function check(text: string, country: string, then: string | null) {
  const result = toE164(text, country)
  if (then === null) expect(result).toMatchObject({ ok: false, refusal: 'number_not_valid' })
  else expect(result).toEqual({ ok: true, value: then })
}

test('every way of writing one number gives one number', () => {
  check('07700 900123', 'GB', '+447700900123')
  check('+44 7700 900123', 'GB', '+447700900123')
  check('+44 (0)7700 900-123', 'GB', '+447700900123')
  check('0044 7700 900123', 'GB', '+447700900123')
  check('447700900123', 'GB', '+447700900123')
  check('(11) 96123-4567', 'BR', '+5511961234567')
  check('612 34 56 78', 'ES', '+34612345678')
})

test('a number with its country code is read the same on every channel', () => {
  for (const country of ['GB', 'BR', 'ES', 'US', 'ZZ']) check('+44 7700 900123', country, '+447700900123')
})

test('what is no number is refused', () => {
  for (const text of ['', 'hello', '12', '07700', '+', '+44 7700 9001230000', 'call 07700 900123', '١'])
    check(text, 'GB', null)
  check('07700 900123', 'ZZ', null)
  check('0'.repeat(41), 'GB', null)
})

test('an extension cannot be written to', () => {
  check('+44 20 7946 0018 ext. 12', 'GB', null)
  check('+442079460018;ext=12', 'GB', null)
})

test('the canonical form of a canonical form is itself, and no text throws', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), fc.constantFrom('GB', 'BR', 'ES', 'US'), (text, country) => {
      const first = toE164(text, country)
      if (first.ok) expect(toE164(first.value, country)).toEqual(first)
    }),
  )
})
