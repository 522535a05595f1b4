import type { InboundFact, Sender } from '../../../contract/inbound.ts'

/** What arrives for different people is applied side by side, in so many lanes. */
export const LANES = 2
export type Lane = number
/** In order: whoever needs several takes them so, and nobody waits in a circle. */
export const allLanes: readonly Lane[] = Array.from({ length: LANES }, (_, lane) => lane)

/**
 * The lane of the one person these facts are about: what the same person sends is applied in the order in which it
 * arrives. Null when they are about several people, about none, or about who somebody is: they take all lanes.
 *
 * Lanes are for speed. Somebody who is known by several addresses may be met in two of them: then the rows are what one
 * waits for, and a person whom both would make is refused by the table: that batch is stored, and applied by the loop.
 */
export function laneOf(facts: readonly InboundFact[]): Lane | null {
  const lanes = new Set(facts.map((fact) => laneOfSender(senderOf(fact))))
  const [lane] = lanes
  return lanes.size === 1 && lane !== undefined ? lane : null
}

function senderOf(fact: InboundFact): Sender | null {
  switch (fact.type) {
    case 'message':
    case 'reaction':
    case 'edited':
    case 'revoked':
      return fact.from
    case 'delivery':
      // One that failed may say something of the whole channel.
      return fact.failure === null ? fact.recipient : null
    default:
      return null
  }
}

function laneOfSender(sender: Sender | null): Lane | null {
  const address = sender?.addresses.find(({ kind }) => kind === 'phone') ?? sender?.addresses[0]
  if (!address) return null
  let sum = 0
  for (let i = 0; i < address.value.length; i++) sum = (Math.imul(sum, 31) + address.value.charCodeAt(i)) >>> 0
  return sum % LANES
}
