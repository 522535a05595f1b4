import { getCountries, getCountryCallingCode, parsePhoneNumberFromString } from 'libphonenumber-js/min'

/** Meta: business-scoped user id, also the parent form for managed portfolios. */
export const USER_ID = /^[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}$/
/** A phone number with its plus, E.164. */
export const E164 = /^\+[1-9]\d{6,14}$/

const SEPARATORS = /[\s\-().]/g
const DIGITS = /^[1-9]\d{6,14}$/

/**
 * The digits WhatsApp would dial for what a sender wrote. Without a plus the business number's own country code is put
 * in front (Meta: phone number formats), which is why a bare number goes wrong. Null when it is no number at all.
 */
export function dialled(input: string, callingCode: string): string | null {
  const bare = input.replace(SEPARATORS, '')
  const digits = bare.startsWith('+') ? bare.slice(1) : `${callingCode}${bare}`
  return DIGITS.test(digits) ? digits : null
}

/**
 * WhatsApp's own id of a number. Brazil's ninth digit is dropped outside the area codes 11 to 28 and Mexico's mobile
 * "1" is put back, so the id a send returns may differ from what was dialled.
 */
export function whatsAppId(digits: string): string {
  const brazil = /^55(\d\d)9(\d{8})$/.exec(digits)
  if (brazil && Number(brazil[1]) > 28) return `55${brazil[1]}${brazil[2]}`
  const mexico = /^52([2-9]\d{9})$/.exec(digits)
  return mexico ? `521${mexico[1]}` : digits
}

/** Countries named first where several share a calling code. */
const MAIN_COUNTRY: Readonly<Record<string, string>> = {
  '1': 'US',
  '7': 'RU',
  '39': 'IT',
  '44': 'GB',
  '47': 'NO',
  '61': 'AU',
  '212': 'MA',
  '262': 'RE',
  '290': 'SH',
  '358': 'FI',
  '590': 'GP',
  '599': 'CW',
}
export const DEFAULT_COUNTRY = 'GB'

/** ISO country and calling code of a number in E.164, for numbers that need not be in use. */
export function countryOf(e164: string): { country: string; callingCode: string } {
  const parsed = parsePhoneNumberFromString(e164)
  if (!parsed) return { country: DEFAULT_COUNTRY, callingCode: '44' }
  const callingCode = String(parsed.countryCallingCode)
  const country =
    parsed.country ??
    MAIN_COUNTRY[callingCode] ??
    getCountries().find((candidate) => getCountryCallingCode(candidate) === callingCode)
  return { country: country ?? DEFAULT_COUNTRY, callingCode }
}
