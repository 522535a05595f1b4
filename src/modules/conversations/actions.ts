import type { ConversationCard, InteractionCard, MessageCard, NoteCard } from '../../contract/cards.ts'
import type { Media, MessageContent, TemplateFill } from '../../contract/content.ts'
import type {
  AttachmentId,
  ConversationId,
  Instant,
  InteractionId,
  MessageId,
  NoteId,
  TemplateId,
} from '../../contract/ids.ts'
import type { Draft, SendContent } from '../../contract/operations/conversations.ts'
import { ok, type Result, refuse } from '../../contract/refusals.ts'
import type { Person } from '../../kernel/http.ts'
import type { Work } from '../../kernel/work.ts'
import type { Abilities } from '../../providers/provider.ts'
import { type ChannelRule, channelRules } from '../channels/index.ts'
import { decide } from '../routing/core/decide.ts'
import { evolve } from '../routing/core/evolve.ts'
import { toCard, whoseIs } from '../routing/core/facts.ts'
import type { Interaction } from '../routing/core/interaction.ts'
import { keepTime, nothingStarts } from '../routing/core/timing.ts'
import { lockLatestInteractions, updateInteractions } from '../routing/index.ts'
import { readPromises } from '../sla/index.ts'
import { missingFill, render } from '../templates/core/render.ts'
import { templateForChannel } from '../templates/index.ts'
import { maskCardNumbers, maskContent, maskFill } from './core/card-numbers.ts'
import { maySendAgain } from './core/delivery.ts'
import { checkFile } from './core/files.ts'
import { type Message, messageCard, newMessage, type Quote, react, shownReactions, showSame } from './core/message.ts'
import { partsOf } from './core/outbound.ts'
import { contactCard, conversationCard } from './core/person.ts'
import {
  checkText,
  maySendFreeText,
  maySendTemplate,
  mayWriteIn,
  type SendingFacts,
  type Standing,
} from './core/sending.ts'
import { snippetOf } from './core/snippet.ts'
import {
  type Attachment,
  dropDraft,
  type Held,
  insertMessages,
  insertNote,
  latestMessage,
  lockConversation,
  lockMessage,
  maySeeConversation,
  messagesOfClient,
  oldestUnanswered,
  readAttachment,
  readMessage,
  removeMessage,
  saveContent,
  saveConversation,
  writeDraft,
} from './repo.ts'

export type SendingDeps = { abilitiesOf(provider: string): Abilities }

/** A conversation in hand: locked, with its latest interaction, its channel, and whether it may be written to now. */
export type Open = Held & { interaction: Interaction; channel: ChannelRule; facts: SendingFacts }

/** Send free text, a file, a place or contacts. The same `clientId` again answers with what the first press made. */
export async function sendMessage(
  work: Work,
  deps: SendingDeps,
  person: Person,
  input: {
    conversationId: ConversationId
    clientId: string
    content: SendContent
    quotedMessageId: MessageId | null
    undoSeconds: number
  },
): Promise<Result<{ messages: MessageCard[] }>> {
  const open = await openForWriting(work, person, input.conversationId)
  if (!open.ok) return open
  const earlier = await messagesOfClient(work.tx, work.by.workspaceId, input.clientId)
  if (earlier.length > 0) return ok({ messages: earlier.map(messageCard) })
  const allowed = maySendFreeText(open.value.facts, work.at)
  if (!allowed.ok) return allowed
  const given = await contentOf(work, open.value, deps.abilitiesOf(open.value.channel.provider), input.content)
  if (!given.ok) return given
  const content = open.value.channel.maskCardNumbers ? maskContent(given.value) : given.value
  const quote = await quoteOf(work, input.conversationId, input.quotedMessageId)
  if (!quote.ok) return quote
  const heldUntil = input.undoSeconds > 0 ? ((work.at + input.undoSeconds * 1000) as Instant) : null
  const contents = partsOf(content, deps.abilitiesOf(open.value.channel.provider).maxTextLength)
  const messages = contents.map((part, index) =>
    outgoing(work, person, open.value, {
      content: part,
      clientId: input.clientId,
      part: index,
      quote: index === 0 ? quote.value : null,
      heldUntil,
      nextAttemptAt: heldUntil ?? work.at,
    }),
  )
  await dropDraft(work.tx, person, input.conversationId, 'reply')
  await queue(work, open.value, messages)
  return ok({ messages: messages.map(messageCard) })
}

/** Send an approved template, filled. It never opens the session window (D-01). */
export async function sendTemplate(
  work: Work,
  person: Person,
  input: { conversationId: ConversationId; clientId: string; templateId: TemplateId; fill: TemplateFill },
): Promise<Result<{ message: MessageCard }>> {
  const open = await openForWriting(work, person, input.conversationId)
  if (!open.ok) return open
  const [earlier] = await messagesOfClient(work.tx, work.by.workspaceId, input.clientId)
  if (earlier) return ok({ message: messageCard(earlier) })
  const message = await templateMessage(work, person, open.value, input)
  if (!message.ok) return message
  await queue(work, open.value, [message.value])
  return ok({ message: messageCard(message.value) })
}

/** A template as a message of this conversation, checked: usable here, filled completely, and allowed to go out. */
export async function templateMessage(
  work: Work,
  person: Person,
  open: Open,
  input: { clientId: string; templateId: TemplateId; fill: TemplateFill },
): Promise<Result<Message>> {
  const allowed = maySendTemplate(open.facts, work.at)
  if (!allowed.ok) return allowed
  const filled = await filledTemplate(work, open, input)
  if (!filled.ok) return filled
  return ok(outgoing(work, person, open, { ...filled.value, clientId: input.clientId, nextAttemptAt: work.at }))
}

/** A template as it may go out on the channel of this conversation, with what fills it: usable, and filled completely. */
export async function filledTemplate(
  work: Work,
  open: Open,
  input: { templateId: TemplateId; fill: TemplateFill },
): Promise<Result<Pick<Message, 'content' | 'templateId'> & { templateFill: TemplateFill }>> {
  const template = await templateForChannel(work.tx, work.by.workspaceId, input.templateId, open.channel)
  if (!template.ok) return template
  const missing = missingFill(template.value.components, input.fill)
  if (missing.length > 0)
    return refuse('template_insufficient_parameters', missing.map((point) => JSON.stringify(point)).join(', '))
  if (input.fill.headerMedia !== null && !(await isOwnFile(work, open, input.fill.headerMedia)))
    return refuse('file_not_ready')
  const fill = open.channel.maskCardNumbers ? maskFill(input.fill) : input.fill
  return ok({
    content: { kind: 'template', template: { ...render(template.value, fill) } },
    templateId: input.templateId,
    templateFill: fill,
  })
}

async function isOwnFile(work: Work, open: Open, id: AttachmentId): Promise<boolean> {
  return (await readAttachment(work.tx, work.by.workspaceId, id))?.conversationId === open.conversation.id
}

/** Open a conversation for its holder (or a supervisor) to write in. */
export async function openForWriting(
  work: Work,
  person: Person,
  conversationId: ConversationId,
): Promise<Result<Open>> {
  if (!(await maySeeConversation(work.tx, person, conversationId))) return refuse('not_found')
  const open = await takeInHand(work, conversationId)
  if (!open.ok) return open
  const allowed = mayWriteIn(whereItStands(open.value.interaction), person)
  return allowed.ok ? open : allowed
}

/** Of an interaction, what decides who may write in it. */
export const whereItStands = (interaction: Interaction): Standing => ({
  state: interaction.state,
  agentId: 'agentId' in interaction ? interaction.agentId : null,
})

/** Lock a conversation and everything that decides about writing in it. The conversation first, then the interaction. */
export async function takeInHand(work: Work, conversationId: ConversationId): Promise<Result<Open>> {
  const { workspaceId } = work.by
  const held = await lockConversation(work.tx, workspaceId, conversationId)
  if (!held) return refuse('not_found')
  const [interaction] = await lockLatestInteractions(work.tx, workspaceId, [conversationId])
  const channel = (await channelRules(work.tx, workspaceId, work.at)).get(held.conversation.channelId)
  if (!interaction || !channel) return refuse('not_found')
  return ok({ ...held, interaction, channel, facts: sendingFacts(held, channel) })
}

export function sendingFacts({ conversation, contact, identities }: Held, channel: ChannelRule): SendingFacts {
  return { channel, contact: contactCard(contact, identities), lastInboundAt: conversation.lastInboundAt }
}

/** What was asked to be sent, as it will be stored: text that is no longer than may be, a file that is there and fits. */
export async function contentOf(
  work: Work,
  open: Open,
  abilities: Abilities,
  content: SendContent,
): Promise<Result<MessageContent>> {
  switch (content.kind) {
    case 'text': {
      const checked = checkText(content.text)
      return checked.ok ? ok({ kind: 'text', text: content.text }) : checked
    }
    case 'location':
    case 'contacts':
      return ok(content)
    default: {
      const attachment = await readAttachment(work.tx, work.by.workspaceId, content.attachmentId)
      if (!attachment || attachment.conversationId !== open.conversation.id) return refuse('not_found')
      const allowed = checkFile(content.kind, attachment, abilities)
      if (!allowed.ok) return allowed
      if ('caption' in content && (content.caption?.length ?? 0) > abilities.maxCaptionLength)
        return refuse('text_too_long', 'caption')
      const media = mediaOf(attachment)
      if (content.kind === 'audio') return ok({ kind: 'audio', media, voice: content.voice })
      if (content.kind === 'sticker') return ok({ kind: 'sticker', media, animated: false })
      return ok({ kind: content.kind, media, caption: content.caption })
    }
  }
}

/** A stored file, as messages of ours carry it. */
export function mediaOf({ id: attachmentId, mimeType, sha256, fileName, sizeBytes }: Attachment): Media {
  return { attachmentId, providerMediaId: null, mimeType, sha256, fileName, sizeBytes, state: 'stored' }
}

/** What a message answers; null: nothing in particular. */
export async function quoteOf(
  work: Work,
  conversationId: ConversationId,
  id: MessageId | null,
): Promise<Result<Quote | null>> {
  if (id === null) return ok(null)
  const quoted = await readMessage(work.tx, work.by.workspaceId, id)
  if (!quoted || quoted.conversationId !== conversationId) return refuse('not_found')
  const from = quoted.direction === 'in' ? 'contact' : 'us'
  return ok({
    messageId: quoted.id,
    providerMessageId: quoted.providerMessageId,
    from,
    text: snippetOf(quoted.content),
  })
}

/** A message that somebody wrote, to be sent. */
export function outgoing(
  work: Work,
  person: Pick<Person, 'agentId'>,
  { conversation, interaction }: Open,
  given: Partial<Message> & Pick<Message, 'content'>,
): Message {
  return newMessage({
    id: work.newId() as MessageId,
    conversationId: conversation.id,
    channelId: conversation.channelId,
    interactionId: interaction.id,
    direction: 'out',
    author: 'agent',
    agentId: person.agentId,
    at: work.at,
    delivery: 'queued',
    ...given,
  })
}

/** A message of the house itself. */
export const fromHouse = (
  work: Work,
  { conversation, interaction }: Open,
  given: Pick<Message, 'content'> & Partial<Message>,
): Message =>
  newMessage({
    id: work.newId() as MessageId,
    conversationId: conversation.id,
    channelId: conversation.channelId,
    interactionId: interaction.id,
    direction: 'out',
    author: 'house',
    at: work.at,
    delivery: 'queued',
    nextAttemptAt: work.at,
    ...given,
  })

/**
 * Write messages into the queue of what is to be sent. The contact has their answer: the response clock stops. Answers
 * with the conversation as it is after them.
 */
export async function queue(work: Work, open: Open, messages: readonly Message[]): Promise<Open> {
  if (messages.length === 0) return open
  const { workspaceId } = work.by
  const decision = decide(open.interaction, { type: 'agent_replied', at: work.at })
  const replied = decision.ok ? decision.value.reduce<Interaction>(evolve, open.interaction) : open.interaction
  const interaction = keepTime(open.interaction, replied, nothingStarts(work.at))
  if (interaction !== open.interaction) await updateInteractions(work.tx, workspaceId, [interaction])
  await tell(work, { ...open, interaction }, messages)
  return { ...open, interaction }
}

/** The same for what is no answer: a word of the house to somebody who waits. */
export async function tell(work: Work, open: Open, messages: readonly Message[]): Promise<void> {
  const { workspaceId } = work.by
  const { conversation, interaction } = open
  const last = messages.at(-1)
  if (!last) return
  Object.assign(conversation, { lastMessageAt: last.at, snippet: snippetOf(last.content), snippetFrom: 'us' })
  await insertMessages(work.tx, workspaceId, messages)
  await saveConversation(work.tx, workspaceId, conversation)
  const card = shown(toCard(interaction, cardOf(open)))
  for (const message of messages) {
    work.record({
      type: 'message.queued',
      ...whose(interaction),
      message: messageCard(message),
      card,
    })
  }
}

export const cardOf = ({ conversation, contact, identities }: Held): ConversationCard =>
  conversationCard(conversation, contactCard(contact, identities))

/** What closed is on nobody's screen. */
export const shown = (card: InteractionCard): InteractionCard | null => (card.state === 'closed' ? null : card)

/** Who may see a fact about a message of it. */
export const whose = (interaction: Interaction) => ({
  conversationId: interaction.conversationId,
  channelId: interaction.channelId,
  ...whoseIs(interaction),
})

/** Take back what is still in its undo time: it was never sent, and nothing remains of it. Whom it answered waits again. */
export async function takeBack(
  work: Work,
  person: Person,
  messageId: MessageId,
): Promise<Result<{ text: string | null }>> {
  const { workspaceId } = work.by
  const found = await readMessage(work.tx, workspaceId, messageId)
  if (!found || !(await maySeeConversation(work.tx, person, found.conversationId))) return refuse('not_found')
  const open = await takeInHand(work, found.conversationId)
  if (!open.ok) return open
  const message = await lockMessage(work.tx, workspaceId, messageId)
  if (!message || message.agentId !== person.agentId) return refuse('not_yours')
  if (message.delivery !== 'queued' || message.heldUntil === null || message.heldUntil <= work.at)
    return refuse('message_too_old')
  await removeMessage(work.tx, workspaceId, messageId)
  const last = await latestMessage(work.tx, workspaceId, found.conversationId)
  Object.assign(open.value.conversation, {
    lastMessageAt: last?.at ?? null,
    snippet: last ? snippetOf(last.content) : '',
    snippetFrom: last ? (last.direction === 'in' ? 'contact' : 'us') : null,
  })
  await saveConversation(work.tx, workspaceId, open.value.conversation)
  const interaction = await unanswered(work, open.value.interaction)
  const card = shown(toCard(interaction, cardOf(open.value)))
  work.record({ type: 'message.taken_back', ...whose(interaction), messageId, card })
  return ok({ text: message.content.kind === 'text' ? message.content.text : null })
}

/** As it is without a reply that was taken back: its clocks run again, from when the contact wrote. */
async function unanswered(work: Work, interaction: Interaction): Promise<Interaction> {
  const { tx, at } = work
  const { workspaceId } = work.by
  const { id, conversationId, createdAt, origin, reopened } = interaction
  const { since, isFirst } = await oldestUnanswered(tx, workspaceId, conversationId, id)
  if (since === null) return interaction
  const isUnanswered = isFirst && origin === 'contact' && reopened === 0
  const decision = decide(interaction, { type: 'reply_taken_back', since: isUnanswered ? createdAt : since, at })
  if (!decision.ok || decision.value.length === 0) return interaction
  const timing = { at, promisesOf: await readPromises(tx, workspaceId), isUnanswered }
  const owed = keepTime(interaction, decision.value.reduce<Interaction>(evolve, interaction), timing)
  await updateInteractions(tx, workspaceId, [owed])
  return owed
}

/**
 * Send once more what failed, or what nobody knows the end of, because a person says so: as a new message, one for each
 * message sent again. Pressed twice it answers with what the first press made, or goes on from that when it failed too.
 */
export async function sendAgain(
  work: Work,
  person: Person,
  messageId: MessageId,
): Promise<Result<{ message: MessageCard }>> {
  const found = await readMessage(work.tx, work.by.workspaceId, messageId)
  if (found?.direction !== 'out') return refuse('not_found')
  const open = await openForWriting(work, person, found.conversationId)
  if (!open.ok) return open
  if (found.delivery === null || !maySendAgain(found.delivery)) return refuse('message_not_sendable_again')
  const [repeat] = await messagesOfClient(work.tx, work.by.workspaceId, found.id)
  if (repeat?.delivery && maySendAgain(repeat.delivery)) return sendAgain(work, person, repeat.id)
  if (repeat) return ok({ message: messageCard(repeat) })
  const may = found.templateId === null ? maySendFreeText : maySendTemplate
  const allowed = may(open.value.facts, work.at)
  if (!allowed.ok) return allowed
  const { content, quote, templateId, templateFill } = found
  const message = outgoing(work, person, open.value, {
    content,
    clientId: found.id,
    quote,
    templateId,
    templateFill,
    nextAttemptAt: work.at,
  })
  await queue(work, open.value, [message])
  return ok({ message: messageCard(message) })
}

/** React to a message of the contact with one emoji, or take the reaction back. */
export async function reactTo(
  work: Work,
  person: Person,
  messageId: MessageId,
  emoji: string | null,
): Promise<Result<null>> {
  const found = await readMessage(work.tx, work.by.workspaceId, messageId)
  if (!found) return refuse('not_found')
  const open = await openForWriting(work, person, found.conversationId)
  if (!open.ok) return open
  const allowed = maySendFreeText(open.value.facts, work.at)
  if (!allowed.ok) return allowed
  const message = await lockMessage(work.tx, work.by.workspaceId, messageId)
  if (!message || message.providerMessageId === null) return refuse('message_not_sendable_again')
  const reactions = react(message.reactions, { from: 'us', emoji, at: work.at })
  if (reactions === null || showSame(message.reactions, reactions)) return ok(null)
  await saveContent(work.tx, work.by.workspaceId, { ...message, reactions })
  const { interaction } = open.value
  work.record({
    type: 'message.reacted',
    ...whose(interaction),
    messageId,
    from: 'us',
    reactions: shownReactions(reactions),
  })
  return ok(null)
}

/** The holder has seen the conversation. Anybody else's look changes nothing, for them and for the contact (D-29). */
export async function markRead(work: Work, person: Person, conversationId: ConversationId): Promise<Result<null>> {
  if (!(await maySeeConversation(work.tx, person, conversationId))) return refuse('not_found')
  const open = await takeInHand(work, conversationId)
  if (!open.ok) return open
  const { conversation, interaction } = open.value
  const isHolder = 'agentId' in interaction && interaction.agentId === person.agentId
  if (!isHolder || conversation.unread === 0) return ok(null)
  conversation.unread = 0
  await saveConversation(work.tx, work.by.workspaceId, conversation)
  work.record({
    type: 'conversation.read',
    ...whose(interaction),
    card: shown(toCard(interaction, cardOf(open.value))),
  })
  return ok(null)
}

export async function addNote(
  work: Work,
  person: Person,
  conversationId: ConversationId,
  text: string,
): Promise<Result<{ noteId: NoteId }>> {
  if (!(await maySeeConversation(work.tx, person, conversationId))) return refuse('not_found')
  const open = await takeInHand(work, conversationId)
  if (!open.ok) return open
  const { interaction } = open.value
  const interactionId: InteractionId = interaction.id
  const note: NoteCard = {
    id: work.newId() as NoteId,
    conversationId,
    interactionId,
    agentId: person.agentId,
    at: work.at,
    text: open.value.channel.maskCardNumbers ? maskCardNumbers(text) : text,
  }
  await insertNote(work.tx, work.by.workspaceId, note)
  await dropDraft(work.tx, person, conversationId, 'note')
  work.record({ type: 'note.added', ...whose(interaction), note })
  return ok({ noteId: note.id })
}

/** Keep what a person has typed. Not a fact: nobody else is told. */
export async function saveDraft(work: Work, person: Person, draft: Omit<Draft, 'updatedAt'>): Promise<Result<null>> {
  if (!(await maySeeConversation(work.tx, person, draft.conversationId))) return refuse('not_found')
  if (draft.text === '') await dropDraft(work.tx, person, draft.conversationId, draft.mode)
  else await writeDraft(work.tx, person, { ...draft, text: await keptText(work, draft), updatedAt: work.at })
  return ok(null)
}

/** Without card numbers, unless the channel says otherwise: asked only when there is one. */
async function keptText(work: Work, { conversationId, text }: Omit<Draft, 'updatedAt'>): Promise<string> {
  const masked = maskCardNumbers(text)
  if (masked === text) return text
  const open = await takeInHand(work, conversationId)
  return open.ok && !open.value.channel.maskCardNumbers ? text : masked
}
