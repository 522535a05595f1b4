import type { ConversationCard } from '../../../contract/cards.ts'
import type { Satisfaction } from '../../../contract/closing.ts'
import type { MessageContent } from '../../../contract/content.ts'
import type { DomainEvent } from '../../../contract/events.ts'
import type {
  AgentId,
  ChannelId,
  ContactId,
  ConversationId,
  IdentityId,
  Instant,
  InteractionId,
  MessageId,
  QueueId,
} from '../../../contract/ids.ts'
import type { Address, InboundFact, Sender } from '../../../contract/inbound.ts'
import { present } from '../../../kernel/assert.ts'
import type { InteractionCommand } from '../../routing/core/commands.ts'
import { decide } from '../../routing/core/decide.ts'
import { evolve } from '../../routing/core/evolve.ts'
import { toCard, whoseIs } from '../../routing/core/facts.ts'
import { begun, type Interaction, type Preferred } from '../../routing/core/interaction.ts'
import { type PreferredRule, preferredFor } from '../../routing/core/preferred.ts'
import { keepTime, type Timing } from '../../routing/core/timing.ts'
import type { Promises } from '../../sla/core/clock.ts'
import { maskContent } from './card-numbers.ts'
import { advance } from './delivery.ts'
import {
  type Message,
  messageCard,
  newMessage,
  type Quote,
  react,
  shownDelivery,
  shownReactions,
  showSame,
} from './message.ts'
import {
  addressKey,
  type Contact,
  type Conversation,
  contactCard,
  conversationCard,
  type Identity,
  nameFor,
} from './person.ts'
import { pressedAnswer, writtenAnswer } from './satisfaction.ts'
import { snippetOf } from './snippet.ts'

/** What of a channel decides how an inbound message is treated. */
export type ChannelRules = {
  id: ChannelId
  queueId: QueueId
  /** With what priority interactions begin in that queue. */
  priority: number
  /** Whom that queue would rather give what comes. */
  preferred: PreferredRule
  /** Days in which a closed interaction reopens; null: never. */
  reopenDays: number | null
  /** While closed: until when, and what to answer once. Null while open. */
  closed: { until: Instant; text: string } | null
  /** Numbers of payment cards are hidden before anything is stored. */
  maskCardNumbers: boolean
  /** What is promised for what waits in this queue. */
  promisesIn: (queueId: QueueId) => Promises
}

/** A status of a message nobody knows yet: it may be ahead of the answer to our own send. */
export type EarlyStatus = { channelId: ChannelId; providerMessageId: string; fact: DeliveryFact }

/** What could not be placed, and why: kept for a person to look at. */
export type Misplaced = { channelId: ChannelId; reason: string; fact: ConversationFact }

type Fact<T extends InboundFact['type']> = Extract<InboundFact, { type: T }>
export type DeliveryFact = Fact<'delivery'>
type MessageFact = Fact<'message'>

/** The part of an inbound fact this module is about. */
export type ConversationFact = Fact<
  'message' | 'delivery' | 'reaction' | 'edited' | 'revoked' | 'identity_changed' | 'consent_changed'
>

/** All rows the facts could touch, as they are now. `receive` changes these maps; nobody else holds them. */
export type Known = {
  channels: ReadonlyMap<ChannelId, ChannelRules>
  contacts: Map<ContactId, Contact>
  /** By address. */
  identities: Map<string, Identity>
  identitiesOf: Map<ContactId, Set<Identity>>
  /** By channel and contact. */
  conversations: Map<string, Conversation>
  conversationsById: Map<ConversationId, Conversation>
  /** The latest of each conversation, open or closed. */
  interactions: Map<ConversationId, Interaction>
  /** Who last held anything of a contact. */
  holders: Map<ContactId, AgentId>
  /** By channel and the provider's id. */
  messages: Map<string, Message>
  messagesById: Map<string, Message>
  /** Closed ones that contacts were asked about and have just answered by a button, whatever came after them. */
  asked: Map<InteractionId, Interaction>
  /** Numbers set aside for new interactions: at least one per message. */
  nextNumber: number
}

export type ConsentEntry = {
  id: string
  contactId: ContactId
  channelId: ChannelId
  at: Instant
  purpose: 'service' | 'marketing'
  granted: boolean
  source: string
}

/** What to save and what to record, in order. */
export type Received = {
  contacts: Set<Contact>
  newContacts: Set<Contact>
  identities: Set<Identity>
  newIdentities: Set<Identity>
  goneIdentities: Set<Identity>
  consents: ConsentEntry[]
  conversations: Set<Conversation>
  newConversations: Set<Conversation>
  interactions: Map<InteractionId, Interaction>
  newInteractions: Set<InteractionId>
  messages: Set<Message>
  newMessages: Set<Message>
  early: EarlyStatus[]
  misplaced: Misplaced[]
  events: DomainEvent[]
  numbersUsed: number
}

export const conversationKey = (channelId: ChannelId, contactId: ContactId): string => `${channelId} ${contactId}`
export const messageKey = (channelId: ChannelId, providerMessageId: string): string =>
  `${channelId} ${providerMessageId}`

/** What the contact reads when they wrote outside opening hours is sent at most this long after they wrote. */
const LATE_ANSWER_LIMIT_MS = 60 * 60 * 1000
const DAY_MS = 24 * 60 * 60 * 1000
/** An address seen again within this time is not written down anew: it only matters which of several was last. */
const SEEN_AGAIN_MS = 10 * 60 * 1000

type Turn = { known: Known; out: Received; at: Instant; newId: () => string }

/**
 * Apply what providers told us, in the given order: each message once, to the right person, conversation and
 * interaction; each status forward only. Facts of one conversation must come in the order they are to be read.
 */
export function receive(
  known: Known,
  facts: readonly { channelId: ChannelId; fact: ConversationFact }[],
  at: Instant,
  newId: () => string,
): Received {
  const turn: Turn = { known, out: nothingYet(), at, newId }
  for (const { channelId, fact } of facts) {
    switch (fact.type) {
      case 'message':
        receiveMessage(turn, channelId, fact)
        break
      case 'delivery':
        receiveStatus(turn, channelId, fact)
        break
      case 'reaction':
        receiveReaction(turn, channelId, fact)
        break
      case 'edited':
        changeContent(turn, channelId, fact, (message) => ({
          ...message,
          content: turn.known.channels.get(channelId)?.maskCardNumbers ? maskContent(fact.content) : fact.content,
          editedAt: clamp(fact.at, at),
        }))
        break
      case 'revoked':
        changeContent(turn, channelId, fact, (message) => ({ ...message, revokedAt: clamp(fact.at, at) }))
        break
      case 'identity_changed':
        receiveIdentity(turn, fact)
        break
      case 'consent_changed':
        receiveConsent(turn, channelId, fact)
        break
    }
  }
  tellElsewhere(turn)
  return turn.out
}

function nothingYet(): Received {
  return {
    contacts: new Set(),
    newContacts: new Set(),
    identities: new Set(),
    newIdentities: new Set(),
    goneIdentities: new Set(),
    consents: [],
    conversations: new Set(),
    newConversations: new Set(),
    interactions: new Map(),
    newInteractions: new Set(),
    messages: new Set(),
    newMessages: new Set(),
    early: [],
    misplaced: [],
    events: [],
    numbersUsed: 0,
  }
}

/** Providers tell time in whole seconds. */
const SECOND_MS = 1000
const sameSecond = (a: Instant, b: Instant): boolean => Math.floor(a / SECOND_MS) === Math.floor(b / SECOND_MS)

/**
 * Where a message stands in its thread. Its own time, but within a second that is known no closer the order of arrival:
 * an answer of ours half a second ago must not slip behind the message that came after it.
 */
function placeOf(turn: Turn, conversation: Conversation, theirs: Instant): Instant {
  if (theirs >= turn.at || sameSecond(theirs, turn.at)) return turn.at
  const { lastMessageAt, snippetFrom } = conversation
  const follows = snippetFrom === 'contact' && lastMessageAt !== null && sameSecond(theirs, lastMessageAt)
  return follows ? lastMessageAt : theirs
}

/** A contact's time is never later than its arrival, whatever their clock says. */
const clamp = (theirs: Instant, arrival: Instant): Instant => (theirs < arrival ? theirs : arrival)

/** Nothing known yet; the shell fills it with the rows the facts could touch. */
export function knownNothing(channels: Known['channels'], nextNumber = 0): Known {
  return {
    channels,
    nextNumber,
    contacts: new Map(),
    identities: new Map(),
    identitiesOf: new Map(),
    conversations: new Map(),
    conversationsById: new Map(),
    interactions: new Map(),
    holders: new Map(),
    messages: new Map(),
    messagesById: new Map(),
    asked: new Map(),
  }
}

export function keepIdentity(known: Known, identity: Identity): void {
  known.identities.set(addressKey(identity), identity)
  known.identitiesOf.set(identity.contactId, (known.identitiesOf.get(identity.contactId) ?? new Set()).add(identity))
}

export function keepConversation(known: Known, conversation: Conversation): void {
  known.conversations.set(conversationKey(conversation.channelId, conversation.contactId), conversation)
  known.conversationsById.set(conversation.id, conversation)
}

export function keepMessageKnown(known: Known, message: Message): void {
  if (message.providerMessageId !== null)
    known.messages.set(messageKey(message.channelId, message.providerMessageId), message)
  known.messagesById.set(message.id, message)
}

// Messages ------------------------------------------------------------------------------------------------------------

function receiveMessage(turn: Turn, channelId: ChannelId, fact: MessageFact): void {
  const { known, out } = turn
  if (known.messages.has(messageKey(channelId, fact.providerMessageId))) return // Delivered again: nothing new.

  const contact = contactOf(turn, fact.from, clamp(fact.at, turn.at))
  const conversation = conversationOf(turn, channelId, contact)
  const message = keepMessage(turn, channelId, conversation, fact)
  const byContact = message.author === 'contact'
  if (byContact && fact.content.kind !== 'system') giveConsent(turn, contact, channelId, message.at)
  const rated = message.author === 'contact' ? ratedBy(turn, conversation, message) : null
  touchConversation(turn, conversation, message, fact, rated === null)

  const interaction = rated?.interaction ?? interactionFor(turn, channelId, conversation, message)
  if (interaction) message.interactionId = interaction.id
  // An answer belongs to what was closed, and is seen in what is open.
  const shown = rated ? openOf(turn, conversation) : interaction
  const card = shown && toCard(shown, cardOf(turn, conversation))
  out.events.push({
    type: 'message.received',
    ...whose(turn, message),
    message: messageCard(message),
    card: card && card.state !== 'closed' ? card : null,
  })
  if (rated !== null) keepRating(turn, conversation, rated)
  else if (byContact && fact.content.kind !== 'system') answerOutOfHours(turn, channelId, conversation, fact)
}

function keepMessage(turn: Turn, channelId: ChannelId, conversation: Conversation, fact: MessageFact): Message {
  const message = newMessage({
    id: turn.newId() as MessageId,
    conversationId: conversation.id,
    channelId,
    direction: fact.echo ? 'out' : 'in',
    author: fact.echo ? 'phone_app' : 'contact',
    at: placeOf(turn, conversation, fact.at),
    content: storable(turn, conversation, fact),
    providerMessageId: fact.providerMessageId,
    quote: quoteOf(turn, channelId, fact.quotedProviderMessageId),
    forwarded: fact.forwarded,
    referral: fact.referral,
  })
  keepMessageKnown(turn.known, message)
  turn.out.newMessages.add(message)
  return message
}

/** What of a message is kept: without card numbers, also without one that was begun in the message before it. */
function storable(turn: Turn, { channelId, snippet, snippetFrom }: Conversation, fact: MessageFact): MessageContent {
  if (!turn.known.channels.get(channelId)?.maskCardNumbers) return fact.content
  return maskContent(fact.content, snippetFrom === (fact.echo ? 'us' : 'contact') ? snippet : '')
}

function quoteOf(turn: Turn, channelId: ChannelId, providerMessageId: string | null): Quote | null {
  if (providerMessageId === null) return null
  const quoted = turn.known.messages.get(messageKey(channelId, providerMessageId))
  if (!quoted) return { messageId: null, providerMessageId, from: 'us', text: '' }
  return {
    messageId: quoted.id,
    providerMessageId,
    from: quoted.direction === 'in' ? 'contact' : 'us',
    text: snippetOf(quoted.content),
  }
}

function touchConversation(
  turn: Turn,
  conversation: Conversation,
  message: Message,
  fact: MessageFact,
  isToRead: boolean,
): void {
  const latest = conversation.lastMessageAt === null || message.at >= conversation.lastMessageAt
  if (latest) {
    conversation.lastMessageAt = message.at
    conversation.snippet = snippetOf(message.content)
    conversation.snippetFrom = message.author === 'contact' ? 'contact' : 'us'
  }
  if (message.author === 'contact') {
    const wroteAt = clamp(fact.at, turn.at)
    if (fact.opensWindow && (conversation.lastInboundAt === null || wroteAt > conversation.lastInboundAt)) {
      conversation.lastInboundAt = wroteAt
    }
    if (message.content.kind !== 'system' && isToRead) conversation.unread += 1
  }
  turn.out.conversations.add(conversation)
}

function interactionFor(
  turn: Turn,
  channelId: ChannelId,
  conversation: Conversation,
  message: Message,
): Interaction | null {
  if (message.author !== 'contact') return answeredElsewhere(turn, conversation)
  // A line of the provider asks nothing of anybody.
  if (message.content.kind === 'system') return openOf(turn, conversation)
  return wrote(turn, channelId, conversation, message.at)
}

function openOf(turn: Turn, conversation: Conversation): Interaction | null {
  const latest = turn.known.interactions.get(conversation.id)
  return latest && latest.state !== 'closed' ? latest : null
}

/** What a message is about that answers a question of ours; `place` null: it says nothing new. */
type Rated = { interaction: Interaction; place: number | null }

/**
 * The interaction whose question this message answers; null: it is no answer. It asks nothing of anybody, so it reopens
 * and begins nothing; a button that is pressed again, or about what we no longer know, neither.
 */
function ratedBy(turn: Turn, conversation: Conversation, { content }: Message): Rated | null {
  const latest = turn.known.interactions.get(conversation.id)
  const pressed = pressedAnswer(content)
  if (pressed !== null) {
    const asked = latest?.id === pressed.interactionId ? latest : turn.known.asked.get(pressed.interactionId)
    if (asked?.conversationId === conversation.id) return { interaction: asked, place: pressed.place }
    return latest ? { interaction: latest, place: null } : null
  }
  if (content.kind !== 'text' || !latest?.satisfaction || !isWithQuestion(latest, latest.satisfaction)) return null
  const place = writtenAnswer(latest.satisfaction, content.text, turn.at)
  return place === null ? null : { interaction: latest, place }
}

/** While it waits again they are in the middle of something else, and with whoever took it after that too. */
const isWithQuestion = (latest: Interaction, { askedAt }: Satisfaction): boolean =>
  latest.state === 'closed' || ('acceptedAt' in latest && latest.acceptedAt !== null && latest.acceptedAt <= askedAt)

function keepRating(turn: Turn, conversation: Conversation, { interaction, place }: Rated): void {
  if (place === null) return
  const decision = decide(interaction, { type: 'contact_answered', at: turn.at, place })
  if (!decision.ok || decision.value.length === 0) return
  const rated = decision.value.reduce<Interaction>(evolve, interaction)
  turn.known.asked.set(rated.id, rated)
  turn.out.interactions.set(rated.id, rated)
  if (turn.known.interactions.get(conversation.id)?.id === rated.id) turn.known.interactions.set(conversation.id, rated)
  turn.out.events.push({ type: 'interaction.rated', card: toCard(rated, cardOf(turn, conversation)), place })
}

/** The contact wrote: the open interaction goes on, the last one reopens, or a new one begins (R-031, D-04). */
function wrote(turn: Turn, channelId: ChannelId, conversation: Conversation, at: Instant): Interaction {
  const latest = turn.known.interactions.get(conversation.id)
  if (latest && latest.state !== 'closed') return change(turn, latest, { type: 'contact_wrote', at, now: turn.at })
  const rules = present(turn.known.channels.get(channelId), 'the rules of a channel that received')
  if (latest && rules.reopenDays !== null && turn.at < latest.closedAt + rules.reopenDays * DAY_MS) {
    const preferred = preferredIn(turn, rules, latest, conversation.contactId)
    const { queueId, priority } = rules
    const reopened = change(turn, latest, { type: 'reopen', queueId, priority, at: turn.at, preferred })
    turn.out.events.push({ type: 'interaction.reopened', card: toCard(reopened, cardOf(turn, conversation)) })
    return reopened
  }
  return begin(turn, rules, conversation, latest ?? null)
}

/** Whom the queue would rather give it: by who had what came before (D-04). */
function preferredIn(
  { known, at }: Turn,
  { preferred }: ChannelRules,
  before: Interaction | null,
  contactId: ContactId,
): Preferred {
  const ofConversation = before && 'agentId' in before ? before.agentId : null
  return preferredFor(preferred, { ofConversation, ofContact: known.holders.get(contactId) ?? null }, at)
}

function begin(turn: Turn, rules: ChannelRules, conversation: Conversation, previous: Interaction | null): Interaction {
  const waiting = begun({
    id: turn.newId() as InteractionId,
    number: turn.known.nextNumber + turn.out.numbersUsed++,
    conversationId: conversation.id,
    channelId: rules.id,
    contactId: conversation.contactId,
    queueId: rules.queueId,
    priority: rules.priority,
    previousId: previous?.id ?? null,
    at: turn.at,
    preferred: preferredIn(turn, rules, previous, conversation.contactId),
  })
  const interaction = keepTime(null, waiting, timingOf(turn))
  turn.out.newInteractions.add(interaction.id)
  keepInteraction(turn, interaction)
  conversation.latestInteractionId = interaction.id
  turn.out.events.push({ type: 'interaction.created', card: toCard(interaction, cardOf(turn, conversation)) })
  return interaction
}

/** The business answered from its own phone: that is an answer too. */
function answeredElsewhere(turn: Turn, conversation: Conversation): Interaction | null {
  const open = openOf(turn, conversation)
  return open && change(turn, open, { type: 'agent_replied', at: turn.at })
}

function change(turn: Turn, interaction: Interaction, command: InteractionCommand): Interaction {
  const decision = decide(interaction, command)
  if (!decision.ok) throw new Error(`the house was refused ${command.type}: ${decision.refusal}`)
  const next = keepTime(interaction, decision.value.reduce<Interaction>(evolve, interaction), timingOf(turn))
  if (next !== interaction) keepInteraction(turn, next)
  return next
}

const timingOf = ({ known, at }: Turn): Timing => ({
  at,
  promisesOf: ({ channelId, queueId }) =>
    present(known.channels.get(channelId), 'the rules of a channel with an interaction').promisesIn(queueId),
})

function keepInteraction(turn: Turn, interaction: Interaction): void {
  turn.known.interactions.set(interaction.conversationId, interaction)
  turn.out.interactions.set(interaction.id, interaction)
}

/** One answer per closed period, and none to what arrives long after it was written. */
function answerOutOfHours(turn: Turn, channelId: ChannelId, conversation: Conversation, fact: MessageFact): void {
  const closed = turn.known.channels.get(channelId)?.closed
  if (!closed || closed.text === '' || turn.at - fact.at > LATE_ANSWER_LIMIT_MS) return
  if (conversation.outOfHoursUntil !== null && conversation.outOfHoursUntil > turn.at) return
  conversation.outOfHoursUntil = closed.until
  const message = newMessage({
    id: turn.newId() as MessageId,
    conversationId: conversation.id,
    channelId,
    interactionId: turn.known.interactions.get(conversation.id)?.id ?? null,
    direction: 'out',
    author: 'house',
    at: turn.at,
    content: { kind: 'text', text: closed.text },
    delivery: 'queued',
    nextAttemptAt: turn.at,
  })
  turn.out.newMessages.add(message)
  turn.known.messagesById.set(message.id, message)
  turn.out.events.push({
    type: 'message.queued',
    ...whose(turn, message),
    message: messageCard(message),
    card: null,
  })
}

// Statuses, reactions, edits ------------------------------------------------------------------------------------------

function receiveStatus(turn: Turn, channelId: ChannelId, fact: DeliveryFact): void {
  const { known, out } = turn
  const key = messageKey(channelId, fact.providerMessageId)
  const message =
    known.messages.get(key) ?? (fact.reference === null ? undefined : known.messagesById.get(fact.reference))
  if (!message || message.channelId !== channelId || message.delivery === null) {
    out.early.push({ channelId, providerMessageId: fact.providerMessageId, fact })
    return
  }
  // Its first word may be ahead of the answer to our own call, or settle a send whose outcome was unknown.
  if (message.providerMessageId === null) {
    message.providerMessageId = fact.providerMessageId
    known.messages.set(key, message)
    out.messages.add(message)
  }
  const event = applyStatus(message, fact, turn.at)
  if (fact.recipient) learnAddresses(turn, message, fact.recipient)
  if (event === 'nothing new') return
  out.messages.add(message)
  if (event !== 'noted') out.events.push({ ...event, ...whose(turn, message) })
}

type StatusEvent = Omit<Extract<DomainEvent, { type: 'message.delivery_changed' }>, 'queueId' | 'agentId' | 'held'>

/** Move a message's delivery by a status, forward only. Changes `message`. */
export function applyStatus(
  message: Message,
  fact: DeliveryFact,
  arrival: Instant,
): StatusEvent | 'noted' | 'nothing new' {
  const before = present(message.delivery, 'the delivery of what we sent')
  const delivery = advance(before, fact.delivery)
  const priced = message.pricing === null && fact.pricing !== null
  if (priced) message.pricing = fact.pricing
  if (delivery === before) return priced ? 'noted' : 'nothing new'
  const at = clamp(fact.at, arrival)
  message.delivery = delivery
  message.nextAttemptAt = null
  message.sendingSince = null
  message.heldUntil = null
  message.failure = delivery === 'failed' ? fact.failure : null
  if (delivery === 'sent') message.sentAt = at
  if (delivery === 'delivered') message.deliveredAt = at
  if (delivery === 'read') message.readAt = at
  return {
    type: 'message.delivery_changed',
    conversationId: message.conversationId,
    channelId: message.channelId,
    messageId: message.id,
    delivery: present(shownDelivery(delivery), 'a delivery'),
    at,
    failure: message.failure,
  }
}

/** A status may name the recipient's user id beside the number we wrote to: from now on we know both. */
function learnAddresses(turn: Turn, message: Message, recipient: Sender): void {
  const conversation = turn.known.conversationsById.get(message.conversationId)
  const contact = conversation && turn.known.contacts.get(conversation.contactId)
  if (contact) link(turn, contact, recipient.addresses, turn.at)
}

function receiveReaction(turn: Turn, channelId: ChannelId, fact: Fact<'reaction'>): void {
  const message = turn.known.messages.get(messageKey(channelId, fact.targetProviderMessageId))
  if (!message) {
    misplace(turn, channelId, fact, 'a reaction to a message we do not have')
    return
  }
  const heard = { from: fact.echo ? 'us' : 'contact', emoji: fact.emoji, at: clamp(fact.at, turn.at) } as const
  const reactions = react(message.reactions, heard)
  if (reactions === null) return
  const isShown = !showSame(message.reactions, reactions)
  message.reactions = reactions
  turn.out.messages.add(message)
  if (!isShown) return
  turn.out.events.push({
    type: 'message.reacted',
    ...whose(turn, message),
    messageId: message.id,
    from: heard.from,
    reactions: shownReactions(reactions),
  })
}

function changeContent(
  turn: Turn,
  channelId: ChannelId,
  fact: Fact<'edited' | 'revoked'>,
  edit: (message: Message) => Message,
): void {
  const message = turn.known.messages.get(messageKey(channelId, fact.targetProviderMessageId))
  if (!message) {
    misplace(turn, channelId, fact, 'a change of a message we do not have')
    return
  }
  const { content, editedAt, revokedAt } = edit(message)
  const older = editedAt !== null && message.editedAt !== null && editedAt < message.editedAt
  if (older || (editedAt === message.editedAt && revokedAt === message.revokedAt)) return
  Object.assign(message, { content, editedAt, revokedAt })
  turn.out.messages.add(message)
  turn.out.events.push({
    type: 'message.content_changed',
    ...whose(turn, message),
    messageId: message.id,
    content,
    editedAt,
    revokedAt,
  })
}

function misplace(turn: Turn, channelId: ChannelId, fact: ConversationFact, reason: string): void {
  turn.out.misplaced.push({ channelId, fact, reason })
}

// People --------------------------------------------------------------------------------------------------------------

/**
 * Who wrote: by user id first, then by phone. When the two belong to different people nobody is merged, and the phone's
 * owner gets the message: a number is what people recognise each other by.
 */
function contactOf(turn: Turn, sender: Sender, at: Instant): Contact {
  const owners = sender.addresses.map((address) => turn.known.identities.get(addressKey(address)))
  const owner =
    owners.find((identity) => identity?.kind === 'phone') ??
    owners.find((identity) => identity?.kind === 'user_id') ??
    owners.find((identity) => identity !== undefined)
  const contact = owner
    ? present(turn.known.contacts.get(owner.contactId), 'the owner of an address')
    : newContact(turn, sender)
  if (owner) refreshNames(turn, contact, sender)
  link(turn, contact, sender.addresses, at)
  return contact
}

function newContact(turn: Turn, sender: Sender): Contact {
  const contact: Contact = {
    id: turn.newId() as ContactId,
    name: nameFor(sender),
    nameIsOurs: false,
    username: sender.username,
    language: null,
    consent: 'none',
    doNotContact: false,
  }
  turn.known.contacts.set(contact.id, contact)
  turn.out.newContacts.add(contact)
  return contact
}

function refreshNames(turn: Turn, contact: Contact, sender: Sender): void {
  const name = contact.nameIsOurs || !sender.name?.trim() ? contact.name : nameFor(sender)
  const username = sender.username ?? contact.username
  if (name === contact.name && username === contact.username) return
  Object.assign(contact, { name, username })
  turn.out.contacts.add(contact)
}

/** Both addresses seen together belong to one person, unless one is already somebody else's. */
function link(turn: Turn, contact: Contact, addresses: readonly Address[], at: Instant): void {
  for (const address of addresses) {
    const known = turn.known.identities.get(addressKey(address))
    if (known) {
      if (known.contactId === contact.id && known.lastSeenAt + SEEN_AGAIN_MS <= at) {
        known.lastSeenAt = at
        if (!turn.out.newIdentities.has(known)) turn.out.identities.add(known)
      }
      continue
    }
    const { kind, value } = address
    const identity: Identity = {
      id: turn.newId() as IdentityId,
      contactId: contact.id,
      kind,
      value,
      firstSeenAt: at,
      lastSeenAt: at,
    }
    keepIdentity(turn.known, identity)
    turn.out.newIdentities.add(identity)
  }
}

/** A new number or user id: the new one is the contact's, and the old one no longer is; it may soon be a stranger's. */
function receiveIdentity(turn: Turn, fact: Fact<'identity_changed'>): void {
  const owner = fact.from
    .map((address) => turn.known.identities.get(addressKey(address)))
    .find((identity) => identity !== undefined)
  if (!owner) return
  const contact = present(turn.known.contacts.get(owner.contactId), 'the owner of an address')
  link(turn, contact, fact.to, clamp(fact.at, turn.at))
  const replaced = new Set(fact.to.map(({ kind }) => kind))
  const staying = new Set(fact.to.map(addressKey))
  for (const address of fact.from) {
    const identity = turn.known.identities.get(addressKey(address))
    if (
      !identity ||
      identity.contactId !== contact.id ||
      !replaced.has(identity.kind) ||
      staying.has(addressKey(address))
    )
      continue
    turn.known.identities.delete(addressKey(address))
    turn.known.identitiesOf.get(contact.id)?.delete(identity)
    if (!turn.out.newIdentities.delete(identity)) turn.out.goneIdentities.add(identity)
    turn.out.identities.delete(identity)
  }
  turn.out.events.push({ type: 'contact.changed', contactId: contact.id })
}

/** Any message of the contact is consent to be answered; the ledger says when it began. */
function giveConsent(turn: Turn, contact: Contact, channelId: ChannelId, at: Instant): void {
  if (contact.consent === 'granted') return
  contact.consent = 'granted'
  if (!turn.out.newContacts.has(contact)) turn.out.contacts.add(contact)
  const source = 'inbound message'
  turn.out.consents.push({
    id: turn.newId(),
    contactId: contact.id,
    channelId,
    at,
    purpose: 'service',
    granted: true,
    source,
  })
}

function receiveConsent(turn: Turn, channelId: ChannelId, fact: Fact<'consent_changed'>): void {
  const at = clamp(fact.at, turn.at)
  const contact = contactOf(turn, fact.from, at)
  const { purpose, granted } = fact
  turn.out.consents.push({
    id: turn.newId(),
    contactId: contact.id,
    channelId,
    at,
    purpose,
    granted,
    source: 'provider',
  })
  turn.out.events.push({ type: 'contact.changed', contactId: contact.id })
}

/** A contact is shown wherever they have something open, also where they did not write: their cards must not grow old. */
function tellElsewhere(turn: Turn): void {
  const { known, out } = turn
  const told = new Map(
    out.events.flatMap((event) => ('card' in event && event.card ? [[event.card.conversation.id, event.card]] : [])),
  )
  for (const contactId of lookDifferent(known, out)) {
    for (const channelId of known.channels.keys()) {
      const conversation = known.conversations.get(conversationKey(channelId, contactId))
      const interaction = conversation && known.interactions.get(conversation.id)
      if (!interaction || interaction.state === 'closed') continue
      const card = toCard(interaction, cardOf(turn, conversation))
      const shown = told.get(conversation.id)?.conversation.contact
      if (shown && JSON.stringify(shown) === JSON.stringify(card.conversation.contact)) continue
      out.events.push({ type: 'interaction.updated', card })
    }
  }
}

/** Contacts whose card may have changed. When an address was last seen matters only to who has several numbers. */
function lookDifferent(known: Known, out: Received): Set<ContactId> {
  const phones = (id: ContactId): number =>
    [...(known.identitiesOf.get(id) ?? [])].filter(({ kind }) => kind === 'phone').length
  const seen = [...out.identities].map(({ contactId }) => contactId).filter((id) => phones(id) > 1)
  const addressed = [...out.newIdentities, ...out.goneIdentities].map(({ contactId }) => contactId)
  return new Set([...[...out.contacts].map(({ id }) => id), ...addressed, ...seen])
}

// Conversations -------------------------------------------------------------------------------------------------------

function conversationOf(turn: Turn, channelId: ChannelId, contact: Contact): Conversation {
  const known = turn.known.conversations.get(conversationKey(channelId, contact.id))
  if (known) return known
  const conversation: Conversation = {
    id: turn.newId() as ConversationId,
    channelId,
    contactId: contact.id,
    createdAt: turn.at,
    lastInboundAt: null,
    lastMessageAt: null,
    snippet: '',
    snippetFrom: null,
    unread: 0,
    outOfHoursUntil: null,
    latestInteractionId: null,
    planned: null,
  }
  keepConversation(turn.known, conversation)
  turn.out.newConversations.add(conversation)
  return conversation
}

function cardOf(turn: Turn, conversation: Conversation): ConversationCard {
  const contact = present(turn.known.contacts.get(conversation.contactId), 'the contact of a conversation')
  return conversationCard(conversation, contactCard(contact, [...(turn.known.identitiesOf.get(contact.id) ?? [])]))
}

/** Who may see a message: those of the latest interaction's queue, its holder, and who is asked to take it over. */
const whose = (turn: Turn, { conversationId, channelId }: Message) => ({
  conversationId,
  channelId,
  ...whoseIs(turn.known.interactions.get(conversationId)),
})
