import { z } from 'zod'

const id = <Name extends string>(name: Name) =>
  z
    .uuid()
    .brand<Name>()
    .meta({ description: `${name}, a UUID` })

export const WorkspaceId = id('WorkspaceId')
export type WorkspaceId = z.infer<typeof WorkspaceId>
export const AgentId = id('AgentId')
export type AgentId = z.infer<typeof AgentId>
export const ChannelId = id('ChannelId')
export type ChannelId = z.infer<typeof ChannelId>
export const QueueId = id('QueueId')
export type QueueId = z.infer<typeof QueueId>
export const ContactId = id('ContactId')
export type ContactId = z.infer<typeof ContactId>
export const IdentityId = id('IdentityId')
export type IdentityId = z.infer<typeof IdentityId>
export const ConversationId = id('ConversationId')
export type ConversationId = z.infer<typeof ConversationId>
export const InteractionId = id('InteractionId')
export type InteractionId = z.infer<typeof InteractionId>
export const OfferId = id('OfferId')
export type OfferId = z.infer<typeof OfferId>
export const MessageId = id('MessageId')
export type MessageId = z.infer<typeof MessageId>
export const NoteId = id('NoteId')
export type NoteId = z.infer<typeof NoteId>
export const AttachmentId = id('AttachmentId')
export type AttachmentId = z.infer<typeof AttachmentId>
export const TemplateId = id('TemplateId')
export type TemplateId = z.infer<typeof TemplateId>
export const DispositionId = id('DispositionId')
export type DispositionId = z.infer<typeof DispositionId>
export const ResultCodePlanId = id('ResultCodePlanId')
export type ResultCodePlanId = z.infer<typeof ResultCodePlanId>
export const CannedAnswerId = id('CannedAnswerId')
export type CannedAnswerId = z.infer<typeof CannedAnswerId>
export const ReasonId = id('ReasonId')
export type ReasonId = z.infer<typeof ReasonId>
export const SkillId = id('SkillId')
export type SkillId = z.infer<typeof SkillId>
export const CalendarId = id('CalendarId')
export type CalendarId = z.infer<typeof CalendarId>
export const TagId = id('TagId')
export type TagId = z.infer<typeof TagId>
export const ApiKeyId = id('ApiKeyId')
export type ApiKeyId = z.infer<typeof ApiKeyId>
export const TelephoneId = id('TelephoneId')
export type TelephoneId = z.infer<typeof TelephoneId>
export const RuleId = id('RuleId')
export type RuleId = z.infer<typeof RuleId>
export const RuleRunId = id('RuleRunId')
export type RuleRunId = z.infer<typeof RuleRunId>
export const PlannedMessageId = id('PlannedMessageId')
export type PlannedMessageId = z.infer<typeof PlannedMessageId>
export const WebhookId = z.coerce.number().int().positive().brand<'WebhookId'>()
export type WebhookId = z.infer<typeof WebhookId>

/** Milliseconds since the epoch. The core never reads a clock; it is told the time. */
export const Instant = z.number().int().brand<'Instant'>()
export type Instant = z.infer<typeof Instant>

/** A phone number in E.164 with its plus, for example +447700900123. */
export const PhoneNumber = z
  .string()
  .regex(/^\+[1-9]\d{6,14}$/)
  .brand<'PhoneNumber'>()
export type PhoneNumber = z.infer<typeof PhoneNumber>

/** Ascending by code unit: the tie-breaker that makes every sort repeatable. */
export const compareIds = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
