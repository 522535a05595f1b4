import type { ConversationCard, PlannedCard } from '../../../contract/cards.ts'
import type { MessageContent, TemplateFill } from '../../../contract/content.ts'
import type {
  AgentId,
  ChannelId,
  ConversationId,
  Instant,
  PlannedMessageId,
  TemplateId,
} from '../../../contract/ids.ts'
import { maxPlanAheadMs } from '../../../contract/operations/later.ts'
import type { Role } from '../../../contract/permissions.ts'
import { ok, type Refusal, type Result, refuse } from '../../../contract/refusals.ts'
import { type Quote, quoteCard } from './message.ts'
import { checkText, maySendFreeText, maySendTemplate, mayWriteIn, type SendingFacts, type Standing } from './sending.ts'

/** A message that goes out later: everything the shell stores of it. */
export type Planned = {
  id: PlannedMessageId
  conversationId: ConversationId
  channelId: ChannelId
  clientId: string
  /** Who answers for it: who wrote it, or changed it last. */
  agentId: AgentId
  contents: MessageContent[]
  quote: Quote | null
  templateId: TemplateId | null
  templateFill: TemplateFill | null
  plannedAt: Instant
  goesAt: Instant
  /** It could not be sent: it stays where it is until a person decides. */
  returned: { why: Refusal; at: Instant; toAgentId: AgentId | null } | null
  version: number
}

export function plannedCard(planned: Planned): PlannedCard {
  const { id, conversationId, agentId, contents, templateId, plannedAt, goesAt, returned, version } = planned
  const quote = quoteCard(planned.quote)
  return { id, conversationId, agentId, contents, quote, templateId, plannedAt, goesAt, returned, version }
}

/** What the card of a conversation says of all that is planned in it. */
export function plansShown(
  planned: readonly Pick<Planned, 'returned'>[],
): NonNullable<ConversationCard['planned']> | null {
  if (planned.length === 0) return null
  return planned.some(({ returned }) => returned !== null) ? 'returned' : 'waits'
}

/** May something be planned for this instant: not for the past, and not too far ahead? */
export function checkTime(goesAt: Instant, now: Instant): Result<null> {
  return goesAt > now && goesAt <= now + maxPlanAheadMs ? ok(null) : refuse('time_not_valid')
}

/** Who may change a planned message, send it now or take it back: its author, who holds the interaction, supervisors. */
export function mayDecideOn(
  planned: Pick<Planned, 'agentId'>,
  { state, agentId }: Standing,
  who: { agentId: AgentId; role: Role },
): boolean {
  const holds = (state === 'active' || state === 'wrapping_up') && agentId === who.agentId
  return holds || planned.agentId === who.agentId || who.role !== 'agent'
}

/** What decides whether a planned message goes. `works`: its author may still write for the business. */
export type Circumstances = {
  facts: SendingFacts
  interaction: Standing
  author: { agentId: AgentId; role: Role; works: boolean }
  /** Why its template or a file of it can no longer be used. */
  unusable: Refusal | null
}

/**
 * Why it may not go out at this instant; null: it may. The rules are those of Send, asked for its author as if they
 * pressed it then: whether they are signed in, and whether the business is open, does not matter, since a person chose
 * the time. That the contact has written meanwhile is no obstacle either: what was promised stays promised, and whoever
 * reads the conversation sees that it was planned before.
 */
export function obstacleTo(
  { templateId }: Pick<Planned, 'templateId'>,
  { facts, interaction, author, unusable }: Circumstances,
  at: Instant,
): Refusal | null {
  const mayWrite = author.works ? mayWriteIn(interaction, author) : gone(interaction)
  if (!mayWrite.ok) return mayWrite.refusal
  const maySend = (templateId === null ? maySendFreeText : maySendTemplate)(facts, at)
  return maySend.ok ? unusable : maySend.refusal
}

const gone = ({ state }: Standing): Result<null> => refuse(state === 'closed' ? 'interaction_closed' : 'not_permitted')

/** What becomes of a planned message whose time has come: it goes, or it is back with somebody. */
export type Fate = { does: 'send' } | { does: 'return'; why: Refusal; toAgentId: AgentId | null }

/**
 * Decide at its time. What may not go is back with whoever holds the interaction; else with its author, while they work
 * here and may see the conversation; else with the queue, whose members all see it.
 */
export function fateOf(
  planned: Pick<Planned, 'templateId'>,
  circumstances: Circumstances & { authorSees: boolean },
  at: Instant,
): Fate {
  const why = obstacleTo(planned, circumstances, at)
  if (why === null) return { does: 'send' }
  const { interaction, author, authorSees } = circumstances
  const isHeld = interaction.state === 'active' || interaction.state === 'wrapping_up'
  const toAgentId = isHeld ? interaction.agentId : author.works && authorSees ? author.agentId : null
  return { does: 'return', why, toAgentId }
}

/** What no passing of time would make sendable is not planned at all. */
const forGood: readonly Refusal[] = ['contact_opted_out', 'no_address']

/**
 * May this be planned? Refuses what the contact does not want, and whom nobody can reach. Anything else may be otherwise
 * by then: the answer is what stands in its way as things are now, to warn of; null: nothing.
 */
export function foresee(
  planned: Pick<Planned, 'templateId' | 'goesAt'>,
  circumstances: Circumstances,
): Result<Refusal | null> {
  const why = obstacleTo(planned, circumstances, planned.goesAt)
  return why !== null && forGood.includes(why) ? refuse(why) : ok(why)
}

/**
 * Its words replaced: the text, else the caption of its file, else text is added. Refuses an empty message, and words for
 * a template, which are filled in and not written.
 */
export function withText(contents: readonly MessageContent[], text: string): Result<MessageContent[]> {
  if (contents.some(({ kind }) => kind === 'template')) return refuse('invalid_input', 'text')
  const others = contents.filter(({ kind }) => kind !== 'text')
  const captioned = others.findIndex((content) => 'caption' in content && content.caption !== null)
  const checked = checkText(text)
  if (!checked.ok && (checked.refusal !== 'text_empty' || others.length === 0)) return checked
  if (others.length < contents.length || captioned < 0)
    return ok(text.trim() === '' ? others : [...others, { kind: 'text', text }])
  const caption = text.trim() === '' ? null : text
  return ok(others.map((content, index) => (index === captioned ? withCaption(content, caption) : content)))
}

const withCaption = (content: MessageContent, caption: string | null): MessageContent =>
  'caption' in content ? { ...content, caption } : content

/** The words of a planned message, for the composer: its text, else a caption; null: it has none. */
export function wordsOf(contents: readonly MessageContent[]): string | null {
  for (const content of contents) if (content.kind === 'text') return content.text
  for (const content of contents) if ('caption' in content && content.caption !== null) return content.caption
  return null
}
