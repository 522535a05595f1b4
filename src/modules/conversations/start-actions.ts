import type { TemplateFill } from '../../contract/content.ts'
import type { ChannelId, ContactId, ConversationId, IdentityId, InteractionId, TemplateId } from '../../contract/ids.ts'
import { ok, type Result, refuse } from '../../contract/refusals.ts'
import { isHidden } from '../../contract/sight.ts'
import type { Person } from '../../kernel/http.ts'
import type { Work } from '../../kernel/work.ts'
import { toE164 } from '../channels/core/phone.ts'
import { type ChannelRule, channelRules } from '../channels/index.ts'
import { toCard } from '../routing/core/facts.ts'
import { begunBy, type Interaction } from '../routing/core/interaction.ts'
import { keepTime } from '../routing/core/timing.ts'
import {
  hasRoomFor,
  insertInteractions,
  lockLatestInteractions,
  lockLoad,
  lockNumbers,
  rememberHolder,
  useNumbers,
} from '../routing/index.ts'
import { promisesFor } from '../sla/core/policy.ts'
import { policies } from '../sla/index.ts'
import { cardOf, queue, sendingFacts, templateMessage } from './actions.ts'
import { maySendFreeText, saidStop } from './core/sending.ts'
import { findByAddress, insertPerson, recordConsent } from './people-repo.ts'
import { type Held, lockConversation, makeConversation, maySeeContact, saveConversation } from './repo.ts'

export type StartInput = {
  channelId: ChannelId
  to: { number: string; name?: string | undefined } | { contactId: ContactId }
  template: { templateId: TemplateId; fill: TemplateFill } | null
  consentSource: string | null
}

/**
 * Write to a contact first. The interaction is the agent's from the start and fills a place of theirs. Outside
 * the session window a template must go with it; a contact who never agreed needs the source of their consent.
 */
export async function startInteraction(
  work: Work,
  person: Person,
  input: StartInput,
): Promise<Result<{ interactionId: InteractionId; conversationId: ConversationId }>> {
  const { workspaceId } = work.by
  // Before it is known where the channel leads: that queue may be removed at this moment.
  await lockLoad(work.tx, workspaceId)
  const channel = (await channelRules(work.tx, workspaceId, work.at)).get(input.channelId)
  if (!channel || isHidden(person.hidden, { channelId: channel.id, queueId: null })) return refuse('not_found')
  if (channel.queueId === null) return refuse('queue_required')
  const isOther = person.role === 'agent' && !person.queueIds.includes(channel.queueId)
  if (isOther || isHidden(person.hidden, { channelId: null, queueId: channel.queueId }))
    return refuse('not_queue_member')
  if (!(await hasRoomFor(work.tx, workspaceId, person.agentId, channel.id))) return refuse('no_room')
  const contactId = await contactFor(work, person, channel, input.to)
  if (!contactId.ok) return contactId
  const held = await conversationWith(work, channel, contactId.value)
  const [latest] = await lockLatestInteractions(work.tx, workspaceId, [held.conversation.id])
  if (latest && latest.state !== 'closed') return refuse('already_open', whichOf(latest, person))
  return begin(work, person, input, channel, held, latest ?? null)
}

/** Its number, unless it is where tags hide it. */
const whichOf = ({ number, channelId, queueId }: Interaction, { hidden }: Person): string | undefined =>
  isHidden(hidden, { channelId, queueId }) ? undefined : `#${number}`

async function contactFor(
  work: Work,
  person: Person,
  channel: ChannelRule,
  to: StartInput['to'],
): Promise<Result<ContactId>> {
  const { workspaceId } = work.by
  if ('contactId' in to)
    return (await maySeeContact(work.tx, person, to.contactId)) ? ok(to.contactId) : refuse('not_found')
  const number = toE164(to.number, channel.country)
  if (!number.ok) return number
  const address = { kind: 'phone', value: number.value } as const
  const known = await findByAddress(work.tx, workspaceId, address)
  if (known) return ok(known)
  const id = work.newId() as ContactId
  await insertPerson(work.tx, workspaceId, {
    id,
    name: to.name?.trim() || number.value,
    identityId: work.newId() as IdentityId,
    address,
    at: work.at,
  })
  return ok(id)
}

async function conversationWith(work: Work, channel: ChannelRule, contactId: ContactId): Promise<Held> {
  const { workspaceId } = work.by
  const id = await makeConversation(work.tx, workspaceId, {
    id: work.newId() as ConversationId,
    channelId: channel.id,
    contactId,
    createdAt: work.at,
    lastInboundAt: null,
    lastMessageAt: null,
    snippet: '',
    snippetFrom: null,
    unread: 0,
    outOfHoursUntil: null,
    latestInteractionId: null,
    planned: null,
  })
  const held = await lockConversation(work.tx, workspaceId, id)
  if (!held) throw new Error('a conversation that was just made is there')
  return held
}

async function begin(
  work: Work,
  person: Person,
  input: StartInput,
  channel: ChannelRule,
  held: Held,
  previous: Interaction | null,
): Promise<Result<{ interactionId: InteractionId; conversationId: ConversationId }>> {
  const { workspaceId } = work.by
  const { conversation, contact } = held
  if (input.template === null) {
    // By what is known of the contact before anybody vouches for their consent: that is for templates.
    const free = maySendFreeText(sendingFacts(held, channel), work.at)
    if (!free.ok) return free
  }
  const agreed = await agree(work, person, input, held)
  if (!agreed.ok) return agreed
  const [number, promised] = await Promise.all([lockNumbers(work.tx, workspaceId), policies(work.tx, workspaceId)])
  const begun = begunBy(person.agentId, {
    id: work.newId() as InteractionId,
    number,
    conversationId: conversation.id,
    channelId: channel.id,
    contactId: contact.id,
    queueId: channel.queueId!,
    priority: channel.priority,
    previousId: previous?.id ?? null,
    at: work.at,
  })
  const interaction = keepTime(null, begun, {
    at: work.at,
    promisesOf: ({ queueId }) => promisesFor(promised, channel, queueId),
  })
  const open = { ...held, interaction, channel, facts: sendingFacts(held, channel) }
  const message =
    input.template === null
      ? null
      : await templateMessage(work, person, open, { ...input.template, clientId: work.newId() })
  if (message && !message.ok) return message
  await insertInteractions(work.tx, workspaceId, [interaction])
  await useNumbers(work.tx, workspaceId, 1)
  await rememberHolder(work.tx, workspaceId, contact.id, person.agentId, work.at)
  conversation.latestInteractionId = interaction.id
  await saveConversation(work.tx, workspaceId, conversation)
  const card = toCard(interaction, cardOf(held))
  const { agentId } = person
  const assigned = { type: 'interaction.assigned', card, agentId, by: null } as const
  work.record({ type: 'interaction.created', card }, { ...assigned, others: [] })
  if (message) await queue(work, open, [message.value])
  return ok({ interactionId: interaction.id, conversationId: conversation.id })
}

/** Who never wrote and never agreed may be written to only when somebody says where they agreed. */
async function agree(
  work: Work,
  person: Person,
  { consentSource }: StartInput,
  { contact, conversation }: Held,
): Promise<Result<null>> {
  if (saidStop(contact)) return refuse('contact_opted_out')
  if (contact.consent === 'granted' || conversation.lastInboundAt !== null) return ok(null)
  if (consentSource === null) return refuse('consent_source_required')
  contact.consent = 'granted'
  await recordConsent(work.tx, work.by.workspaceId, {
    id: work.newId(),
    contactId: contact.id,
    channelId: conversation.channelId,
    at: work.at,
    source: consentSource,
    byAgentId: person.agentId,
  })
  return ok(null)
}
