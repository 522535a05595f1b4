import { z } from 'zod'
import { InteractionCard, QueueCard, TransferRules } from '../cards.ts'
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
  TagId,
  TemplateId,
} from '../ids.ts'
import { QueueLine } from '../line.ts'
import { operation } from '../operation.ts'
import { maxTagsOfOne } from '../sight.ts'
import { View } from '../view.ts'
import { Why } from '../why.ts'
import { maxSkillsOfQueue, RequiredSkill } from './skills.ts'

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
  summary: 'Refuse what was offered. It returns to its queue and keeps its age (R-076, D-03).',
  permission: 'offers.reject',
  input: z.object({ interactionId: InteractionId, offerId: OfferId }),
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

/** Something that happened on an interaction's way to whoever has it. */
export const RoutingStep = z.discriminatedUnion('what', [
  /** The router asked these, for these reasons; null: they were not kept. */
  z.object({ what: z.literal('offered'), at: Instant, agentIds: z.array(AgentId), why: Why.nullable() }),
  /** The router gave it to one without asking. */
  z.object({ what: z.literal('given'), at: Instant, agentIds: z.array(AgentId), why: Why.nullable() }),
  /** Somebody else gave it to them. */
  z.object({ what: z.literal('assigned'), at: Instant, agentIds: z.array(AgentId), by: AgentId }),
  /** They wrote first; said yes; took it by hand, unasked; said no; said nothing; or were no longer there. */
  z.object({
    what: z.enum(['started', 'accepted', 'taken', 'rejected', 'lapsed', 'withdrawn']),
    at: Instant,
    agentIds: z.array(AgentId),
  }),
  /** Its agent let go of it for a colleague, who is asked next; or has it again, as nobody took it. */
  z.object({ what: z.literal('passed'), at: Instant, agentIds: z.array(AgentId), to: AgentId }),
  z.object({ what: z.literal('returned'), at: Instant, agentIds: z.array(AgentId) }),
  /** It waits (again), in this queue. `agentIds`: who had it; `by`: whose doing, null: the house's. */
  z.object({
    what: z.literal('moved'),
    at: Instant,
    agentIds: z.array(AgentId),
    queueId: QueueId,
    by: AgentId.nullable(),
    why: z.enum(['passed', 'not_answered', 'woken', 'moved', 'taken_back', 'agent_gone']),
  }),
])
export type RoutingStep = z.infer<typeof RoutingStep>

export const explainRouting = operation({
  method: 'GET',
  path: '/api/routing/why',
  summary:
    'How an interaction came to whoever has it, and why them: who was considered, with what decided. Oldest first.',
  permission: 'reports.read',
  input: z.object({ interactionId: InteractionId }),
  output: z.object({ steps: z.array(RoutingStep) }),
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

export const getTransferRules = operation({
  method: 'GET',
  path: '/api/routing/transfer-rules',
  summary: 'Whether agents pass on what they hold, and when it returns to them.',
  permission: 'queues.manage',
  input: z.object({}),
  output: TransferRules.extend({ version: z.number().int() }),
})

export const saveTransferRules = operation({
  method: 'POST',
  path: '/api/routing/save-transfer-rules',
  summary: 'Say whether agents pass on what they hold, and when it returns. `version` is the one that was read.',
  permission: 'queues.manage',
  input: z.object({
    version: z.number().int(),
    allowed: z.boolean(),
    returnSeconds: z.union([z.literal(0), z.number().int().min(10).max(3600)]),
  }),
  output: z.object({ version: z.number().int() }),
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

/** Who is named as a member of a queue, and how they stand in it. */
export const QueueMember = z.object({
  agentId: AgentId,
  /** 1 best, 20 worst. */
  level: z.number().int().min(1).max(20),
  /** How rarely they are drawn, in percent; 100: only when nobody else can. */
  penalty: z.number().int().min(0).max(100),
})
export type QueueMember = z.infer<typeof QueueMember>

/** Whom a queue would rather give something to than whoever its strategy picks (R-057, D-05). */
export const PreferredBy = z.enum([
  'off',
  /** Who had the interaction that is reopened, or the one before it in the same conversation. */
  'interaction',
  /** Who last held anything of the contact. */
  'contact',
])
export type PreferredBy = z.infer<typeof PreferredBy>

/** Minutes to wait for the preferred agent (`waitForPreferred`); null: only if they are free at once (`preferIfAvailable`). */
export const PreferredWait = z.number().int().min(1).max(1440).nullable()

/** How somebody belongs to a queue. */
export const Membership = z.object({
  agentId: AgentId,
  /** An administrator said so. */
  named: z.boolean(),
  /** The queue takes whoever has the skills. */
  skilled: z.boolean(),
  /** Has every skill that the queue asks for, within its bounds: otherwise they are never asked. */
  able: z.boolean(),
  /** The level that counts: the worst of theirs in what the queue asks for, or the one named. */
  level: z.number().int(),
})
export type Membership = z.infer<typeof Membership>

export const QueueSettings = QueueCard.extend({
  /** Who stands where in its line, how long it may be, and what those who wait are told. */
  line: QueueLine,
  description: z.string().max(1000),
  /** What whoever is asked must have: all of it (D-14). */
  skills: z.array(RequiredSkill),
  /** Whoever has the skills is a member, named or not. */
  joinsBySkill: z.boolean(),
  preferredBy: PreferredBy,
  preferredWaitMinutes: PreferredWait,
  /** Seconds after which a break set by a miss or reject ends by itself; null: the agent says when. */
  returnSeconds: z.number().int().min(5).max(3600).nullable(),
  members: z.array(QueueMember),
  version: z.number().int(),
})
export type QueueSettings = z.infer<typeof QueueSettings>

export const listQueues = operation({
  method: 'GET',
  path: '/api/queues',
  summary: 'All queues with their settings and members, and who would be picked now.',
  permission: 'queues.manage',
  input: z.object({}),
  output: z.object({
    queues: z.array(
      QueueSettings.extend({
        /** Everybody who belongs to it, named or by their skills; nobody able: what comes here waits. */
        membership: z.array(Membership),
        pickOrder: z.array(AgentId),
        waiting: z.number().int(),
      }),
    ),
  }),
})

export const saveQueue = operation({
  method: 'POST',
  path: '/api/queues/save',
  summary:
    'Create a queue (no id) or change it. `version` is the one that was read: someone else’s change is never overwritten. What may be left out stays as it is.',
  permission: 'queues.manage',
  input: z.object({
    id: QueueId.nullable(),
    version: z.number().int(),
    name: z.string().trim().min(2).max(30),
    description: z.string().trim().max(1000),
    strategy: QueueCard.shape.strategy,
    acceptSeconds: z.number().int().min(15).max(60),
    onReject: QueueCard.shape.onReject,
    onTimeout: QueueCard.shape.onTimeout,
    returnSeconds: z.number().int().min(5).max(3600).nullable(),
    asksToAccept: z.boolean(),
    wrapUpSeconds: z.number().int().min(0).max(3600),
    /** A minute to thirty days. */
    contactSilenceSeconds: z.number().int().min(60).max(2_592_000).nullable().default(null),
    /** Half a minute to a day. */
    agentSilenceSeconds: z.number().int().min(30).max(86_400).nullable().default(null),
    afterWrapUp: QueueCard.shape.afterWrapUp,
    onAgentGone: QueueCard.shape.onAgentGone.default('keep'),
    members: z.array(QueueMember).max(5000),
    line: QueueLine.optional(),
    skills: z.array(RequiredSkill).max(maxSkillsOfQueue).optional(),
    joinsBySkill: z.boolean().optional(),
    outboundTemplateId: TemplateId.nullable().optional(),
    preferredBy: PreferredBy.optional(),
    preferredWaitMinutes: PreferredWait.optional(),
  }),
  output: z.object({
    id: QueueId,
    version: z.number().int(),
    /** How many people it may ask: with none, what comes here waits. */
    able: z.number().int(),
  }),
})

export const removeQueue = operation({
  method: 'POST',
  path: '/api/queues/remove',
  summary: 'Remove a queue that no channel uses and nothing waits in.',
  permission: 'queues.manage',
  input: z.object({ id: QueueId }),
  output: z.null(),
})

/** Queues and people in one change of membership; all pairs of them are made or ended at once. */
export const maxQueuesAtOnce = 200
export const maxPeopleAtOnce = 1000

export const changeMembers = operation({
  method: 'POST',
  path: '/api/queues/members',
  summary: 'Put people into queues, or take them out: all of these into all of those, at once (R-117).',
  permission: 'queues.manage',
  input: z.object({
    queueIds: z.array(QueueId).min(1).max(maxQueuesAtOnce),
    agentIds: z.array(AgentId).min(1).max(maxPeopleAtOnce),
    change: z.enum(['add', 'remove']),
  }),
  /** How many memberships began or ended; those that were so already are not counted. */
  output: z.object({ changed: z.number().int() }),
})
