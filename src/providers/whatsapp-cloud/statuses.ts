import type { InboundFact } from '../provider.ts'
import { failureOf } from './errors.ts'
import { senderOf } from './people.ts'
import { type Part, readPart, unreadable } from './unreadable.ts'
import { Status, type WireContact, type WireStatus } from './wire.ts'

/** The fact of one item of `statuses`: how far a message of ours got. */
export function statusFacts(part: Part, line: string, contacts: readonly WireContact[]): InboundFact[] {
  return readPart(part, Status, (wire) => {
    if (wire.recipient_type === 'group') return [unreadable(part, 'group messages are not supported yet')]
    const delivery = deliveries.get(wire.status)
    if (delivery === undefined) return [unreadable(part, `status ${wire.status} is not known`)]
    return [
      {
        type: 'delivery',
        line,
        providerMessageId: wire.id,
        at: wire.timestamp,
        delivery,
        reference: wire.biz_opaque_callback_data ?? null,
        failure: delivery === 'failed' ? failureOf(wire.errors) : null,
        recipient: recipientOf(wire, contacts),
        pricing: pricingOf(wire),
      },
    ]
  })
}

type Delivery = Extract<InboundFact, { type: 'delivery' }>

const deliveries: ReadonlyMap<string, Delivery['delivery']> = new Map(
  (['sent', 'delivered', 'read', 'played', 'failed'] as const).map((delivery) => [delivery, delivery]),
)

function recipientOf(wire: WireStatus, contacts: readonly WireContact[]): Delivery['recipient'] {
  const { recipient_id, recipient_user_id, recipient_parent_user_id } = wire
  return senderOf({ phone: recipient_id, userId: recipient_user_id, parentUserId: recipient_parent_user_id }, contacts)
}

function pricingOf({ pricing }: WireStatus): Delivery['pricing'] {
  if (pricing === undefined) return null
  return { category: pricing.category, type: pricing.type ?? null, billable: pricing.billable ?? null }
}
