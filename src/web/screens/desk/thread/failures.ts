import type { MessageCard } from '../../../../contract/cards.ts'
import { maySendAgain } from '../../../../modules/conversations/core/delivery.ts'
import type { FailureWhy } from '../../../i18n/desk/kinds.ts'

/** Why a message did not arrive, in our words; what the provider calls it stands beside it in small. */
export type Why = FailureWhy

/** Meta: error codes of the Cloud API. */
const known: Record<string, Why> = {
  '131047': 'window',
  '131026': 'unreachable',
  '131049': 'limited',
  '131048': 'limited',
  '131056': 'limited',
  '130429': 'limited',
  '130472': 'limited',
  '131050': 'opted_out',
  '131052': 'media',
  '131053': 'media',
  '131042': 'payment',
  '130403': 'blocked',
  '368': 'blocked',
  '131031': 'blocked',
  outside_allowed_sending_window: 'window',
  contact_opted_out: 'opted_out',
}

export const whyOf = (code: string): Why => known[code] ?? (/^132\d{3}$/.test(code) ? 'template' : 'other')

/** The one way on from a failure: a template where free text is locked, else the same once more; null when there is none. */
export function remedyOf(message: MessageCard, freeText: boolean): 'template' | 'again' | null {
  if (message.delivery === null || !maySendAgain(message.delivery)) return null
  const why = message.failure ? whyOf(message.failure.code) : 'other'
  if (why === 'opted_out' || why === 'blocked') return null
  if (message.content.kind === 'template') return why === 'template' ? 'template' : 'again'
  return why === 'window' || !freeText ? 'template' : 'again'
}
