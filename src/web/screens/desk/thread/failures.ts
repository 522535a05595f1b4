import type { MessageCard } from '../../../../contract/cards.ts'
import { maySendAgain } from '../../../../modules/conversations/core/delivery.ts'
import type { FailureWhy } from '../../../i18n/desk/kinds.ts'

/** Why a message did not arrive, in our words; what the provider calls it stands beside it in small. */
export type Why = FailureWhy

/** Meta: error codes of the Cloud API, by what a person can do about them; and our own words for what never left. */
const codes: Record<Exclude<Why, 'other'>, readonly string[]> = {
  window: ['131047', 'outside_allowed_sending_window'],
  unreachable: ['131026', 'no_address'],
  limited: ['131048', '131049', '131056', '131064', '130429', '130472', '4', '80007'],
  opted_out: ['131050', 'contact_opted_out'],
  media: ['131052', '131053', 'no_file'],
  template: ['131055', '131062', '131063', '134100', '134101', '134102'],
  payment: ['131042', '131044', '134011'],
  blocked: ['368', '130403', '130497', '131031', '137000'],
  settings: [
    ...['0', '3', '10', '33', '190', '131005', '131030', '131037', '131045', '133000', '133005', '133006', '133008'],
    ...['133009', '133010', '133015', '133016', 'no_access_token'],
  ],
  temporary: ['1', '2', '131000', '131016', '131057', '133004', '2494100', 'no_answer', 'not_prepared'],
  content: ['100', '131008', '131009', '131021', '131051', '131060', '135000'],
}
const known = new Map(Object.entries(codes).flatMap(([why, list]) => list.map((code) => [code, why as Why] as const)))

/** Whole families: 132xxx are templates, 200 to 299 missing permissions, 133xxx the registration of the number. */
const families: readonly (readonly [RegExp, Why])[] = [
  [/^132\d{3}$/, 'template'],
  [/^2\d{2}$/, 'settings'],
  [/^133\d{3}$/, 'settings'],
]

export const whyOf = (code: string): Why =>
  known.get(code) ?? families.find(([family]) => family.test(code))?.[1] ?? 'other'

/** The one way on from a failure: a template where free text is locked, else the same once more; null when there is none. */
export function remedyOf(message: MessageCard, freeText: boolean): 'template' | 'again' | null {
  if (message.delivery === null || !maySendAgain(message.delivery)) return null
  const why = message.failure ? whyOf(message.failure.code) : 'other'
  if (why === 'opted_out' || why === 'blocked' || why === 'content') return null
  if (message.content.kind === 'template') return why === 'template' ? 'template' : 'again'
  return why === 'window' || !freeText ? 'template' : 'again'
}
