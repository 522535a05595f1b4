import { DAY_MS, HOUR_MS } from './clock.ts'
import type { JsonObject } from './json.ts'
import type { Template } from './templates.ts'
import type { StatusWord } from './webhooks.ts'
import type { BusinessMessage, BusinessNumber, Pricing, Thread } from './world.ts'

/** Meta: delivered service messages of a number that are free in each calendar month, since 2026-10-01. */
export const FREE_SERVICE_MESSAGES = 1000
/** Meta: a free entry point lasts 72 h, if the business answers within 24 h. */
const FREE_ENTRY_MS = 72 * HOUR_MS
const FREE_ENTRY_ANSWER_MS = DAY_MS

/** What a message will be charged as, decided when it is accepted. Opens the free entry point with the first answer. */
export function priced(
  number: BusinessNumber,
  thread: Thread | undefined,
  template: Template | null,
  now: number,
): Pricing {
  const entry = freeEntry(thread, now)
  if (entry)
    return {
      category: 'referral_conversion',
      type: 'free_entry_point',
      billable: false,
      told: 'nothing',
      conversation: entry,
    }
  if (template)
    return {
      category: template.category.toLowerCase(),
      type: 'regular',
      billable: true,
      told: 'nothing',
      conversation: null,
    }
  const isFree = deliveredThisMonth(number, now) < FREE_SERVICE_MESSAGES
  return {
    category: 'service',
    type: isFree ? 'free_customer_service' : 'regular',
    billable: !isFree,
    told: 'nothing',
    conversation: null,
  }
}

function freeEntry(thread: Thread | undefined, now: number): Pricing['conversation'] {
  const entry = thread?.freeEntry
  if (!entry) return null
  if (entry.until === null && now < entry.referredAt + FREE_ENTRY_ANSWER_MS) entry.until = now + FREE_ENTRY_MS
  return entry.until !== null && now < entry.until ? { id: entry.conversationId, expiresAt: entry.until } : null
}

const monthOf = (now: number): string => new Date(now).toISOString().slice(0, 7)

export const deliveredThisMonth = ({ service }: BusinessNumber, now: number): number =>
  service.month === monthOf(now) ? service.delivered : 0

/** Count a delivered service message towards the free thousand. */
export function countDelivered(number: BusinessNumber, { pricing }: BusinessMessage, now: number): void {
  if (pricing?.category === 'service')
    number.service = { month: monthOf(now), delivered: deliveredThisMonth(number, now) + 1 }
}

/** The pricing keys of a status: on `sent`, and once more on the first of `delivered` and `read`. */
export function chargeOf({ pricing }: BusinessMessage, status: StatusWord): JsonObject | null {
  const isFirst =
    status === 'sent'
      ? pricing?.told === 'nothing'
      : (status === 'delivered' || status === 'read') && pricing?.told !== 'delivered'
  if (!pricing || !isFirst) return null
  pricing.told = status === 'sent' ? 'sent' : 'delivered'
  const { billable, type, category, conversation } = pricing
  return {
    pricing: { billable, pricing_model: 'PMP', type, category },
    ...(conversation
      ? {
          conversation: {
            id: conversation.id,
            origin: { type: 'referral_conversion' },
            expiration_timestamp: String(Math.floor(conversation.expiresAt / 1000)),
          },
        }
      : {}),
  }
}
