import { z } from 'zod'
import { AgentId, Instant } from '../ids.ts'
import { operation } from '../operation.ts'

/** A change of settings or of what others do, or a look of somebody with more rights than an agent at what customers wrote. */
export const AuditKind = z.enum(['change', 'access'])
export type AuditKind = z.infer<typeof AuditKind>

/** One line of the audit trail. */
export const AuditLine = z.object({
  seq: z.number().int(),
  at: Instant,
  agentId: AgentId,
  kind: AuditKind,
  /** The operation: method and path. */
  what: z.string(),
  /** What was asked for, as JSON; secrets are left out. */
  about: z.string(),
  requestId: z.string(),
})
export type AuditLine = z.infer<typeof AuditLine>

export const maxAuditPage = 200

export const listAudit = operation({
  method: 'GET',
  path: '/api/audit',
  summary: 'The audit trail, newest first: who changed which setting, and which supervisor looked at what.',
  permission: 'audit.read',
  input: z.object({
    kind: AuditKind.optional(),
    agentId: AgentId.optional(),
    /** Lines before this one. */
    before: z.coerce.number().int().min(1).optional(),
    limit: z.coerce.number().int().min(1).max(maxAuditPage).default(50),
  }),
  output: z.object({ lines: z.array(AuditLine), more: z.boolean() }),
})

export const checkAudit = operation({
  method: 'GET',
  path: '/api/audit/check',
  summary: 'Is every line of the audit trail as it was written, in its place, and the last one still there?',
  permission: 'audit.read',
  input: z.object({}),
  output: z.object({
    lines: z.number().int(),
    /** The hash of the last line: written down elsewhere, it proves later that nothing before it was changed. */
    head: z.string().nullable(),
    /** The first line that is not as it was written; null: all are. */
    broken: z.object({ seq: z.number().int(), reason: z.enum(['missing', 'changed', 'moved']) }).nullable(),
  }),
})
