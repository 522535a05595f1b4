import { z } from 'zod'
import { InteractionCard, MessageCard, Thread } from '../cards.ts'
import { FilledField, Satisfaction } from '../closing.ts'
import { SharedContact, TemplateFill } from '../content.ts'
import {
  AttachmentId,
  ContactId,
  ConversationId,
  Instant,
  InteractionId,
  MessageId,
  NoteId,
  TagId,
  TemplateId,
} from '../ids.ts'
import { operation } from '../operation.ts'

/** The composer's limit; longer than one WhatsApp message, so it is split in order. Characters. */
export const maxComposerText = 40_954
export const maxNoteText = 8_000
export const maxUndoSeconds = 15
export const threadPageSize = 50

/** A number the caller makes up for one press of Send: the same number twice sends once. */
const clientId = z.uuid()

export const SendContent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string() }),
  z.object({ kind: z.literal('image'), attachmentId: AttachmentId, caption: z.string().nullable() }),
  z.object({ kind: z.literal('video'), attachmentId: AttachmentId, caption: z.string().nullable() }),
  z.object({ kind: z.literal('audio'), attachmentId: AttachmentId, voice: z.boolean() }),
  z.object({ kind: z.literal('document'), attachmentId: AttachmentId, caption: z.string().nullable() }),
  z.object({ kind: z.literal('sticker'), attachmentId: AttachmentId }),
  z.object({
    kind: z.literal('location'),
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
    name: z.string().max(1000).nullable(),
    address: z.string().max(1000).nullable(),
  }),
  z.object({ kind: z.literal('contacts'), contacts: z.array(SharedContact).min(1).max(257) }),
])
export type SendContent = z.infer<typeof SendContent>

/** What is older than this instant is asked for. In an address everything is text; the limit is that of a date. */
const before = z.coerce.number().int().min(0).max(8_640_000_000_000_000).optional()

export const getThread = operation({
  method: 'GET',
  path: '/api/conversations/thread',
  summary: 'One page of a conversation: the newest, or the page before a message.',
  permission: 'interactions.read',
  input: z.object({ conversationId: ConversationId, before }),
  output: Thread,
})

export const sendMessage = operation({
  method: 'POST',
  path: '/api/conversations/send',
  summary:
    'Send free text, a file, a place or contacts inside the session window. Text over the limit of one message is split in order.',
  permission: 'interactions.handle',
  input: z.object({
    conversationId: ConversationId,
    clientId,
    content: SendContent,
    quotedMessageId: MessageId.nullable().default(null),
    undoSeconds: z.number().int().min(0).max(maxUndoSeconds).default(0),
  }),
  output: z.object({ messages: z.array(MessageCard) }),
})

export const sendTemplate = operation({
  method: 'POST',
  path: '/api/conversations/send-template',
  summary: 'Send an approved template: the only thing allowed outside the session window.',
  permission: 'interactions.handle',
  input: z.object({ conversationId: ConversationId, clientId, templateId: TemplateId, fill: TemplateFill }),
  output: z.object({ message: MessageCard }),
})

export const react = operation({
  method: 'POST',
  path: '/api/conversations/react',
  summary: 'React to a message of the contact, or take the reaction back.',
  permission: 'interactions.handle',
  input: z.object({ messageId: MessageId, emoji: z.string().min(1).max(32).nullable() }),
  output: z.null(),
})

export const takeBack = operation({
  method: 'POST',
  path: '/api/conversations/take-back',
  summary: 'Take back a message in its undo time. Answers with its text, for the composer.',
  permission: 'interactions.handle',
  input: z.object({ messageId: MessageId }),
  output: z.object({ text: z.string().nullable() }),
})

export const sendAgain = operation({
  method: 'POST',
  path: '/api/conversations/send-again',
  summary: 'Send a failed message, or one whose outcome is unknown, once more as a new message.',
  permission: 'interactions.handle',
  input: z.object({ messageId: MessageId }),
  output: z.object({ message: MessageCard }),
})

export const markRead = operation({
  method: 'POST',
  path: '/api/conversations/mark-read',
  summary: 'The agent has seen the conversation: unread becomes zero, and the contact sees read ticks.',
  permission: 'interactions.handle',
  input: z.object({ conversationId: ConversationId }),
  output: z.null(),
})

export const showTyping = operation({
  method: 'POST',
  path: '/api/conversations/typing',
  summary: 'Show the contact that somebody is writing. Lasts at most 25 seconds (Meta).',
  permission: 'interactions.handle',
  input: z.object({ conversationId: ConversationId }),
  output: z.null(),
})

export const addNote = operation({
  method: 'POST',
  path: '/api/conversations/add-note',
  summary: 'Write a note for colleagues. Never sent to the contact.',
  permission: 'interactions.handle',
  input: z.object({ conversationId: ConversationId, text: z.string().trim().min(1).max(maxNoteText) }),
  output: z.object({ noteId: NoteId }),
})

export const askNow = operation({
  method: 'POST',
  path: '/api/conversations/ask-now',
  summary: 'Ask the contact now what they think of it, once.',
  permission: 'interactions.handle',
  input: z.object({ interactionId: InteractionId }),
  output: z.null(),
})

export const DraftMode = z.enum(['reply', 'note'])
export const Draft = z.object({
  conversationId: ConversationId,
  mode: DraftMode,
  text: z.string().max(maxComposerText),
  updatedAt: Instant,
})
export type Draft = z.infer<typeof Draft>

export const saveDraft = operation({
  method: 'POST',
  path: '/api/conversations/save-draft',
  summary: 'Keep what a person has typed and not sent. Empty text forgets it.',
  permission: 'self.use',
  input: z.object({ conversationId: ConversationId, mode: DraftMode, text: z.string().max(maxComposerText) }),
  output: z.null(),
})

export const listDrafts = operation({
  method: 'GET',
  path: '/api/conversations/drafts',
  summary: 'All drafts of the person who asks.',
  permission: 'self.use',
  input: z.object({}),
  output: z.object({ drafts: z.array(Draft) }),
})

/** What a screen needs to open a conversation that is not in its view: the latest interaction. */
export const openConversation = operation({
  method: 'GET',
  path: '/api/conversations/open',
  summary: 'The latest interaction of a conversation, open or closed.',
  permission: 'interactions.read',
  input: z.object({ conversationId: ConversationId }),
  output: z.object({ card: InteractionCard }),
})

export const listInteractions = operation({
  method: 'GET',
  path: '/api/interactions',
  summary: 'Interactions, newest first: of one contact, with one tag, or all the person may see.',
  permission: 'interactions.read',
  input: z.object({
    contactId: ContactId.optional(),
    state: z.enum(['open', 'closed']).optional(),
    search: z.string().trim().max(100).optional(),
    tagId: TagId.optional(),
    before,
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  output: z.object({ interactions: z.array(InteractionCard), hasMore: z.boolean() }),
})

export const TranscriptEntry = z.object({
  at: Instant,
  kind: z.enum(['message', 'note', 'event']),
  from: z.string(),
  text: z.string(),
  delivery: z.string().nullable(),
})

export const getInteraction = operation({
  method: 'GET',
  path: '/api/interactions/get',
  summary: 'One interaction with its times and its transcript (R-040).',
  permission: 'interactions.read',
  input: z.object({ interactionId: InteractionId }),
  output: z.object({
    card: InteractionCard,
    initiatedAt: Instant,
    acceptedAt: Instant.nullable(),
    terminatedAt: Instant.nullable(),
    dispositionName: z.string().nullable(),
    /** What was filled in at the end, with the names the fields had then. */
    fields: z.array(FilledField),
    /** What the contact was asked after it, and answered. */
    satisfaction: Satisfaction.nullable(),
    agentName: z.string().nullable(),
    transcript: z.array(TranscriptEntry),
  }),
})
