import { z } from 'zod'
import { ChannelCard, ChannelKind } from '../cards.ts'
import { ClosingField, maxClosingFields, SatisfactionQuestion } from '../closing.ts'
import { TemplateFill } from '../content.ts'
import { CalendarId, ChannelId, Instant, QueueId, ReasonId, ResultCodePlanId, TagId, TemplateId } from '../ids.ts'
import { operation } from '../operation.ts'

export const maxChannelName = 40
export const maxChannelDescription = 1000

/** A template with its values for this channel: a constant per fill point. */
export const ChannelTemplate = z.object({ templateId: TemplateId, fill: TemplateFill })
export type ChannelTemplate = z.infer<typeof ChannelTemplate>

/** How a channel reaches its provider. Secrets are write-only: only whether they are there, and their last four. */
export const ConnectionSettings = z.object({
  provider: z.enum(['whatsapp_cloud']),
  baseUrl: z.url().max(300),
  version: z.string().regex(/^v\d{1,3}\.\d$/),
  phoneNumberId: z.string().trim().max(40),
  businessAccountId: z.string().trim().max(40),
  appId: z.string().trim().max(40),
})
export type ConnectionSettings = z.infer<typeof ConnectionSettings>

const settings = {
  key: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9]{1,5}$/),
  name: z.string().trim().min(1).max(maxChannelName),
  description: z.string().trim().max(maxChannelDescription),
  kind: ChannelKind,
  active: z.boolean(),
  displayNumber: z.string().trim().max(30),
  /** Two letters: how national numbers typed on this channel are read. */
  country: z.string().regex(/^[A-Z]{2}$/),
  queueId: QueueId.nullable(),
  capacity: z.number().int().min(1).max(100),
  /** Days in which a closed interaction reopens; null: always a new one. */
  reopenDays: z.number().int().min(1).max(365).nullable(),
  /** When it is open; null: always. */
  calendarId: CalendarId.nullable(),
  /** While closed, what waits is kept until it opens, instead of being offered to whoever is there. */
  holdsWhileClosed: z.boolean().default(false),
  outOfHoursText: z.string().trim().max(4096),
  optIn: ChannelTemplate.nullable(),
  recontact: ChannelTemplate.nullable(),
  resultCodePlanId: ResultCodePlanId.nullable(),
  dispositionRequired: z.boolean(),
  /**
   * The break shown from the end of a conversation until it is disposed of. Kept only where a disposition or a
   * field is required.
   */
  dispositionReasonId: ReasonId.nullable(),
  /** What agents, flows and other systems must or may fill in before an interaction is closed. */
  closingFields: z.array(ClosingField).max(maxClosingFields).default([]),
  /** What contacts are asked after a close; null: nothing. */
  satisfaction: SatisfactionQuestion.nullable().default(null),
  /** The same question outside the session window; null: it is then not asked. */
  satisfactionTemplate: ChannelTemplate.nullable().default(null),
  /** May agents park by hand, and is everything parked while its agent is on the telephone? */
  parksByHand: z.boolean().default(true),
  parksOnCall: z.boolean().default(false),
  /** May agents pass on what they hold? The rules of the workspace are asked too. */
  passesOn: z.boolean().default(true),
  throughputPerSecond: z.number().int().min(1).max(1000),
  /** Numbers of payment cards are hidden before a message is stored. */
  maskCardNumbers: z.boolean().default(true),
  connection: ConnectionSettings,
}

export const ChannelSettings = z.object({
  id: ChannelId,
  ...settings,
  /** Set by `/api/tags/put`. */
  tagIds: z.array(TagId),
  version: z.number().int(),
  /** As its schedule has it at the moment, and when that changes next. */
  open: z.boolean(),
  changesAt: Instant.nullable(),
  /** Where the provider must send webhooks, and the word it must know. */
  webhookUrl: z.string(),
  verifyToken: z.string(),
  accessTokenLastFour: z.string().nullable(),
  appSecretLastFours: z.array(z.string()),
  health: z.object({
    trouble: ChannelCard.shape.trouble,
    wrongSignatures: z.number().int(),
    lastWrongSignatureAt: Instant.nullable(),
    lastWebhookAt: Instant.nullable(),
    quarantined: z.number().int(),
  }),
})
export type ChannelSettings = z.infer<typeof ChannelSettings>

export const listChannels = operation({
  method: 'GET',
  path: '/api/channels',
  summary: 'All channels with their settings. Secrets are never returned.',
  permission: 'channels.manage',
  input: z.object({}),
  output: z.object({ channels: z.array(ChannelSettings) }),
})

export const saveChannel = operation({
  method: 'POST',
  path: '/api/channels/save',
  summary:
    'Create a channel (no id) or change it. `version` is the one that was read: someone else’s change is never overwritten.',
  permission: 'channels.manage',
  input: z.object({
    id: ChannelId.nullable(),
    version: z.number().int(),
    ...settings,
    /** Null leaves what is stored; a value replaces it. */
    accessToken: z.string().trim().min(1).max(2000).nullable(),
    /** A new secret is added beside the old ones, so that both are accepted while Meta is switched over. */
    addAppSecret: z.string().trim().min(1).max(200).nullable(),
    /** Last fours of secrets no longer accepted. */
    dropAppSecrets: z.array(z.string()).default([]),
  }),
  output: z.object({ id: ChannelId, version: z.number().int() }),
})

export const ConnectionCheck = z.object({
  check: z.enum(['server', 'token', 'number', 'account', 'webhook', 'permissions']),
  ok: z.boolean(),
  detail: z.string(),
})

export const testConnection = operation({
  method: 'POST',
  path: '/api/channels/test',
  summary: 'Try a channel’s connection as it is stored and say what is missing.',
  permission: 'channels.manage',
  input: z.object({ id: ChannelId }),
  output: z.object({ checks: z.array(ConnectionCheck) }),
})

export const QuarantinedPart = z.object({
  id: z.number().int(),
  at: Instant,
  channelId: ChannelId,
  /** Nobody has configured this number, the part cannot be read, or the provider has something to say. */
  why: z.enum(['unknown_number', 'unreadable', 'notice']),
  line: z.string().nullable(),
  path: z.string(),
  reason: z.string(),
  raw: z.string(),
})
export type QuarantinedPart = z.infer<typeof QuarantinedPart>

export const listQuarantine = operation({
  method: 'GET',
  path: '/api/channels/quarantine',
  summary: 'What arrived and could not be placed: kept, and replayable.',
  permission: 'channels.manage',
  input: z.object({}),
  output: z.object({ parts: z.array(QuarantinedPart), more: z.boolean() }),
})

export const replayQuarantine = operation({
  method: 'POST',
  path: '/api/channels/replay',
  summary: 'Read quarantined parts again, for example after the number was configured.',
  permission: 'channels.manage',
  input: z.object({ ids: z.array(z.number().int()).min(1).max(500) }),
  output: z.object({ placed: z.number().int(), kept: z.number().int() }),
})

export const dismissQuarantine = operation({
  method: 'POST',
  path: '/api/channels/dismiss',
  summary: 'Put quarantined parts aside for good. They stay stored.',
  permission: 'channels.manage',
  input: z.object({ ids: z.array(z.number().int()).min(1).max(500) }),
  output: z.null(),
})
