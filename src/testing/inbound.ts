import type { Instant } from '../contract/ids.ts'
import type { InboundFact, Sender } from '../contract/inbound.ts'
import { ok } from '../contract/refusals.ts'
import { inWork } from '../kernel/work.ts'
import type { ConversationFact } from '../modules/conversations/core/inbound.ts'
import { lockInbound, receiveFacts } from '../modules/conversations/index.ts'
import { allLanes } from '../modules/inbox/core/lanes.ts'
import type { World } from './world.ts'

type MessageFact = Extract<InboundFact, { type: 'message' }>

export const rosa: Sender = {
  addresses: [{ kind: 'phone', value: '+447700900131' }],
  name: 'Rosa Quintero',
  username: null,
}
export const mira: Sender = {
  addresses: [{ kind: 'user_id', value: 'GB.7Q2m9xT0aBc' }],
  name: null,
  username: 'mira.kvist',
}

let count = 0

/** A text a contact wrote. */
export function wroteFact(from: Sender, text: string, at: Instant, given: Partial<MessageFact> = {}): MessageFact {
  return {
    type: 'message',
    line: '100000000000001',
    providerMessageId: `wamid.T${++count}`,
    from,
    at,
    content: { kind: 'text', text },
    quotedProviderMessageId: null,
    forwarded: false,
    referral: null,
    product: null,
    opensWindow: true,
    echo: false,
    ...given,
  }
}

/** What the provider told us, applied as one batch. Answers with what could not be placed. */
export async function told(world: World, ...facts: ConversationFact[]) {
  const result = await inWork(world.kernel, world.house, async (work) => {
    await lockInbound(work, allLanes, null)
    return ok(await receiveFacts(work, facts))
  })
  if (!result.ok) throw new Error(result.refusal)
  return result.value
}
