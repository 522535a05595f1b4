import { z } from 'zod'
import { MessageCard, PlannedCard } from '../cards.ts'
import { Media, MessageContent, TemplateFill } from '../content.ts'
import { ConversationId, Instant, MessageId, PlannedMessageId, TemplateId } from '../ids.ts'
import { operation } from '../operation.ts'
import { Refusal } from '../refusals.ts'
import { maxComposerText, SendContent } from './conversations.ts'

/** How many messages may be planned in one conversation. */
export const maxPlanned = 20
/** How far ahead: ninety days, in milliseconds. */
export const maxPlanAheadMs = 90 * 24 * 60 * 60 * 1_000
/** Files and a text of one message. */
export const maxPlannedContents = 11
/** The longest list of what somebody has planned. */
export const maxPlannedListed = 200

/** What is planned, and what stands in its way as things are now; it is planned all the same. */
const PlannedAnswer = z.object({
  planned: PlannedCard,
  /** If nothing changes until then it will not be sent, and comes back: why. Null: nothing stands in its way. */
  warning: Refusal.nullable(),
})

export const planMessage = operation({
  method: 'POST',
  path: '/api/conversations/plan',
  summary:
    'Write a message now that goes out at an instant: text and files together, or a template. If it may not be sent by then it comes back to a person, with the reason.',
  permission: 'interactions.handle',
  input: z.object({
    conversationId: ConversationId,
    /** A number the caller makes up: the same number twice plans once. */
    clientId: z.uuid(),
    goesAt: Instant,
    message: z.discriminatedUnion('kind', [
      z.object({
        kind: z.literal('free'),
        contents: z.array(SendContent).min(1).max(maxPlannedContents),
        quotedMessageId: MessageId.nullable().default(null),
      }),
      z.object({ kind: z.literal('template'), templateId: TemplateId, fill: TemplateFill }),
    ]),
  }),
  output: PlannedAnswer,
})

export const changePlanned = operation({
  method: 'POST',
  path: '/api/conversations/change-planned',
  summary:
    'Another time for a planned message, or other words. Whoever changes it answers for it from then on; what had come back goes at the new time.',
  permission: 'interactions.handle',
  input: z.object({
    plannedId: PlannedMessageId,
    version: z.number().int(),
    goesAt: Instant,
    /** Its text, or the caption of its file; null: as it is. A template has none. */
    text: z.string().max(maxComposerText).nullable().default(null),
  }),
  output: PlannedAnswer,
})

export const sendPlannedNow = operation({
  method: 'POST',
  path: '/api/conversations/send-planned-now',
  summary: 'Send a planned message now, if the one who asks may write there at this moment.',
  permission: 'interactions.handle',
  input: z.object({ plannedId: PlannedMessageId, version: z.number().int() }),
  output: z.null(),
})

export const takeBackPlanned = operation({
  method: 'POST',
  path: '/api/conversations/take-back-planned',
  summary:
    'Take a planned message back: it is not sent. Answers with all that was in it and is still there, for the composer.',
  permission: 'interactions.handle',
  input: z.object({ plannedId: PlannedMessageId }),
  output: z.object({
    /** Its words: a text, or the caption of a file. */
    text: z.string().nullable(),
    /** What it said, without the files that are gone. */
    contents: z.array(MessageContent),
    /** The message it answers. */
    quote: MessageCard.shape.quote,
    /** Which template it was, and what filled it. */
    template: z
      .object({
        templateId: TemplateId,
        name: z.string(),
        language: z.string(),
        fill: TemplateFill,
        headerFile: Media.nullable(),
      })
      .nullable(),
  }),
})
/** A planned message as it was, once it has been taken back. */
export type TakenBack = z.output<typeof takeBackPlanned.output>

/** A planned message in a list: with whom it is. */
export const PlannedInList = z.object({ planned: PlannedCard, contactName: z.string() })
export type PlannedInList = z.infer<typeof PlannedInList>

export const listPlanned = operation({
  method: 'GET',
  path: '/api/conversations/planned',
  summary:
    'What the person who asks has planned, and what is back with them or with a queue of theirs, the next first.',
  permission: 'interactions.read',
  input: z.object({}),
  output: z.object({ planned: z.array(PlannedInList) }),
})
