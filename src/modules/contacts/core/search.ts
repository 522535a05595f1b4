/** What somebody who looks for a contact means: the start of a name, or digits of a number. */
export type Search = { by: 'name'; start: string } | { by: 'number'; digits: string }

/** Fewer digits are in almost every number. */
const MIN_DIGITS = 3

/**
 * Only digits and what people write between them: a number. Zeros at its front are left out, because a number that is
 * typed 07700 or 0044 is stored +44.
 */
export function readSearch(text: string): Search {
  const digits = text.replace(/\D/g, '').replace(/^0+/, '')
  const looksLikeNumber = /^[\d\s()+./-]+$/.test(text) && digits.length >= MIN_DIGITS
  return looksLikeNumber ? { by: 'number', digits } : { by: 'name', start: text.trim().toLowerCase() }
}
