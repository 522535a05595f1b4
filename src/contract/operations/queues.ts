import { z } from 'zod'
import { QueueCard, TransferRules } from '../cards.ts'
import { AgentId, ChannelId, QueueId, TemplateId } from '../ids.ts'
import { QueueLine } from '../line.ts'
import { operation } from '../operation.ts'
import { maxSkillsOfQueue, RequiredSkill } from './skills.ts'

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

/** The most channels a queue names. */
export const maxChannelsOfQueue = 200

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

/** What a contact who leaves the agent's last message unanswered is written. */
export const Reminders = z.object({
  /** So long after that message, and after the reminder before: a minute to a day. */
  afterSeconds: z.number().int().min(60).max(86_400),
  /** How often at most in one silence. */
  most: z.number().int().min(1).max(3),
  text: z.string().trim().min(1).max(1000),
})
export type Reminders = z.infer<typeof Reminders>

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
  /** Null: nobody is reminded. */
  reminders: Reminders.nullable(),
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
    eligible: QueueCard.shape.eligible.optional(),
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
    reminders: Reminders.nullable().optional(),
    afterWrapUp: QueueCard.shape.afterWrapUp,
    onAgentGone: QueueCard.shape.onAgentGone.default('keep'),
    members: z.array(QueueMember).max(5000),
    line: QueueLine.optional(),
    skills: z.array(RequiredSkill).max(maxSkillsOfQueue).optional(),
    joinsBySkill: z.boolean().optional(),
    outboundTemplateId: TemplateId.nullable().optional(),
    preferredBy: PreferredBy.optional(),
    preferredWaitMinutes: PreferredWait.optional(),
    channelIds: z.array(ChannelId).max(maxChannelsOfQueue).optional(),
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
  summary: 'Remove a queue that no channel or promise leads to and nothing waits in.',
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
