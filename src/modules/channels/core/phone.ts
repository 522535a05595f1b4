import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { PhoneNumber } from '../../../contract/ids.ts'
import { ok, type Result, refuse } from '../../../contract/refusals.ts'

/** Longer texts are not read at all: no number needs as many signs. */
const MAX_TYPED = 40

/**
 * The one canonical form of a number as a person types it: E.164 with its plus (D-24). A national number is read as
 * one of `country` (two letters, R-009). Refuses `number_not_valid`: also words around it, and extensions, because a
 * message cannot be sent to one. Judged by length alone: ranges are opened faster than lists of them are updated, and
 * numbers set aside for examples must work.
 */
export function toE164(text: string, country: string): Result<PhoneNumber> {
  if (text.length > MAX_TYPED) return refuse('number_not_valid', 'too long')
  const home = isSupportedCountry(country) ? { defaultCountry: country as CountryCode } : {}
  const number = parsePhoneNumberFromString(text.trim(), { ...home, extract: false })
  if (!number?.isPossible() || number.ext !== undefined) return refuse('number_not_valid')
  const canonical = PhoneNumber.safeParse(number.number)
  return canonical.success ? ok(canonical.data) : refuse('number_not_valid')
}
