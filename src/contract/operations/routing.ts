import { z } from 'zod'
import { InteractionCard } from '../cards.ts'
import { FieldValue, maxClosingFields } from '../closing.ts'
import { TemplateFill } from '../content.ts'
import {
  AgentId,
  ChannelId,
  ContactId,
  ConversationId,
  DispositionId,
  Instant,
  InteractionId,
  OfferId,
  QueueId,
  ReasonId,
  TagId,
  TemplateId,
} from '../ids.ts'
import { operation } from '../operation.ts'
import { maxTagsOfOne } from '../sight.ts'
import { View } from '../view.ts'

export const getView = operation({
  method: 'GET',
  path: '/api/view',
  summary: 'The snapshot a screen starts from; the stream goes on from its `seq`.',
  permission: 'self.use',
  input: z.object({}),
  output: View,
})

export const acceptOffer = operation({
  method: 'POST',
  path: '/api/routing/accept-offer',
  summary: 'Take what was offered. The first to accept wins.',
  permission: 'interactions.handle',
  input: z.object({ interactionId: InteractionId, offerId: OfferId }),
  output: z.null(),
})

export const rejectOffer = operation({
  method: 'POST',
  path: '/api/routing/reject-offer',
  summary:
    'Refuse what was offered, perhaps with one of the reasons for that. It returns to its queue and keeps its age (R-076, D-03).',
  permission: 'offers.reject',
  input: z.object({ interactionId: InteractionId, offerId: OfferId, reasonId: ReasonId.nullable().default(null) }),
  output: z.null(),
})

export const takeInteraction = operation({
  method: 'POST',
  path: '/api/routing/take',
  summary: 'Take a waiting interaction out of the queue by hand.',
  permission: 'interactions.handle',
  input: z.object({ interactionId: InteractionId }),
  output: z.null(),
})

export const startInteraction = operation({
  method: 'POST',
  path: '/api/routing/start',
  summary: 'Write to a contact first (R-039). Outside the session window a template is sent with it.',
  permission: 'interactions.start',
  input: z.object({
    channelId: ChannelId,
    /** A phone number as a person types it, or a known contact. */
    to: z.union([
      z.object({ number: z.string().trim().min(3).max(40), name: z.string().trim().max(120).optional() }),
      z.object({ contactId: ContactId }),
    ]),
    template: z.object({ templateId: TemplateId, fill: TemplateFill }).nullable(),
    /** Where the contact agreed to be written to; needed when they never wrote. */
    consentSource: z.string().trim().min(2).max(200).nullable(),
  }),
  output: z.object({ interactionId: InteractionId, conversationId: ConversationId }),
})

export const endConversation = operation({
  method: 'POST',
  path: '/api/routing/end',
  summary: 'The conversation is over: wrap-up begins, or the interaction closes at once where its queue has none.',
  permission: 'interactions.handle',
  input: z.object({
    interactionId: InteractionId,
    dispositionId: DispositionId.nullable().default(null),
    /** What the channel asks for at close; what is not named stays as it was filled in before. */
    fields: z.array(FieldValue).max(maxClosingFields).default([]),
  }),
  output: z.object({ card: InteractionCard }),
})

export const finishWrapUp = operation({
  method: 'POST',
  path: '/api/routing/finish',
  summary: 'Wrap-up is done: close with a disposition (R-094, R-095).',
  permission: 'interactions.handle',
  input: z.object({
    interactionId: InteractionId,
    dispositionId: DispositionId.nullable().default(null),
    /** What the channel asks for at close; what is not named stays as it was filled in before. */
    fields: z.array(FieldValue).max(maxClosingFields).default([]),
  }),
  output: z.null(),
})

export const keepClosing = operation({
  method: 'POST',
  path: '/api/routing/keep-closing',
  summary:
    'What was chosen and typed so far in a wrap-up: it is there on every screen, and counts when the time is over.',
  permission: 'interactions.handle',
  input: z.object({
    interactionId: InteractionId,
    /** Null: nothing is chosen any more. */
    dispositionId: DispositionId.nullable().default(null),
    /** What is not named stays as it was filled in before; null takes a value back. */
    fields: z.array(FieldValue).max(maxClosingFields).default([]),
  }),
  output: z.null(),
})

export const resumeInteraction = operation({
  method: 'POST',
  path: '/api/routing/resume',
  summary: 'Go on talking instead of finishing the wrap-up.',
  permission: 'interactions.handle',
  input: z.object({ interactionId: InteractionId }),
  output: z.null(),
})

export const lengthenWrapUp = operation({
  method: 'POST',
  path: '/api/routing/lengthen-wrap-up',
  summary: 'One minute more of wrap-up.',
  permission: 'interactions.handle',
  input: z.object({ interactionId: InteractionId }),
  output: z.null(),
})

export const parkInteraction = operation({
  method: 'POST',
  path: '/api/routing/park',
  summary:
    'Set an interaction aside, until a time (snooze) or until somebody wakes it (R-033). Parked anew: the new time.',
  permission: 'interactions.handle',
  input: z.object({ interactionId: InteractionId, until: Instant.nullable().default(null) }),
  output: z.null(),
})

export const unparkInteraction = operation({
  method: 'POST',
  path: '/api/routing/unpark',
  summary: 'Take a parked interaction back into the active list. There must be room.',
  permission: 'interactions.handle',
  input: z.object({ interactionId: InteractionId }),
  output: z.null(),
})

export const maxTransferNote = 500

export const passInteraction = operation({
  method: 'POST',
  path: '/api/routing/pass',
  summary:
    'Pass an interaction on, to a queue, or to a colleague: blind, or consulted, keeping it until they take it (R-035).',
  permission: 'interactions.transfer',
  input: z.object({
    interactionId: InteractionId,
    /** Made up by the caller: the same one twice passes once. */
    transferId: OfferId,
    to: z.union([z.object({ queueId: QueueId }), z.object({ agentId: AgentId, mode: z.enum(['blind', 'consulted']) })]),
    note: z.string().trim().max(maxTransferNote).default(''),
  }),
  output: z.null(),
})

export const callBack = operation({
  method: 'POST',
  path: '/api/routing/call-back',
  summary: 'Keep an interaction after all, while the colleague who was asked has not taken it.',
  permission: 'interactions.transfer',
  input: z.object({ interactionId: InteractionId }),
  output: z.null(),
})

export const acceptTransfer = operation({
  method: 'POST',
  path: '/api/routing/accept-transfer',
  summary: 'Take over what a colleague asks one to.',
  permission: 'interactions.handle',
  input: z.object({ interactionId: InteractionId, transferId: OfferId }),
  output: z.null(),
})

export const declineTransfer = operation({
  method: 'POST',
  path: '/api/routing/decline-transfer',
  summary: 'Say no to a colleague who asks one to take over.',
  permission: 'interactions.handle',
  input: z.object({ interactionId: InteractionId, transferId: OfferId }),
  output: z.null(),
})

export const tagInteraction = operation({
  method: 'POST',
  path: '/api/routing/tag',
  summary: 'Put tags on an interaction and take others off, open or closed (R-036). They label it; they hide nothing.',
  permission: 'interactions.handle',
  input: z.object({
    interactionId: InteractionId,
    add: z.array(TagId).max(maxTagsOfOne),
    remove: z.array(TagId).max(maxTagsOfOne),
  }),
  output: z.object({ tagIds: z.array(TagId) }),
})
