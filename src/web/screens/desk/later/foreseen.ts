import type { ChannelCard, InteractionCard } from '../../../../contract/cards.ts'
import type { Instant } from '../../../../contract/ids.ts'
import type { Refusal } from '../../../../contract/refusals.ts'
import { maySendFreeText, maySendTemplate } from '../../../../modules/conversations/core/sending.ts'

/** Why it may not be sent at that time if nothing changes until then, by the rule of the server; null: it may. */
export function foreseen(
  { card, channel, isTemplate }: { card: InteractionCard; channel: ChannelCard; isTemplate: boolean },
  at: Instant,
): Refusal | null {
  const { contact, lastInboundAt } = card.conversation
  const may = (isTemplate ? maySendTemplate : maySendFreeText)({ channel, contact, lastInboundAt }, at)
  return may.ok ? null : may.refusal
}
