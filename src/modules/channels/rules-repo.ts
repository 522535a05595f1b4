import { type Selectable, sql } from 'kysely'
import type { SatisfactionQuestion } from '../../contract/closing.ts'
import type { ChannelId, Instant, QueueId, WorkspaceId } from '../../contract/ids.ts'
import type { OpenHours } from '../../contract/operations/calendars.ts'
import type { ChannelTemplate } from '../../contract/operations/channels.ts'
import { instant, PREPARED, type Tx } from '../../kernel/db.ts'
import type { Tables } from '../../kernel/tables.ts'
import { closedUntil, isOpen } from '../calendars/core/calendar.ts'
import type { PreferredRule } from '../routing/core/preferred.ts'

/** What of a channel's settings decides what happens to what contacts write, and to what is written to them. */
export type ChannelRule = {
  id: ChannelId
  name: string
  kind: 'whatsapp' | 'sms'
  provider: string
  /** The provider's id of our number; empty when it is not connected. */
  line: string
  account: string
  active: boolean
  trouble: { code: string } | null
  country: string
  /** Highest number of this channel's interactions one agent may hold. */
  capacity: number
  queueId: QueueId | null
  /** With what priority interactions begin in that queue. */
  priority: number
  /** Whom that queue would rather give what comes. */
  preferred: PreferredRule
  reopenDays: number | null
  /** When it is open; null: always. */
  hours: OpenHours | null
  /** While closed: until when, and what contacts are told once. Null while open. */
  closed: { until: Instant; text: string } | null
  /** While closed, what waits is kept until it opens. */
  holdsWhileClosed: boolean
  optIn: ChannelTemplate | null
  recontact: ChannelTemplate | null
  /** What contacts are asked after a close; null: nothing. */
  satisfaction: SatisfactionQuestion | null
  satisfactionTemplate: ChannelTemplate | null
  /** Numbers of payment cards are hidden before anything is stored. */
  maskCardNumbers: boolean
}

type RuleRow = Selectable<Tables['channel']> & {
  strategy: PreferredRule['strategy'] | null
  preferred_by: PreferredRule['preferredBy'] | null
  preferred_wait_minutes: number | null
  priority: number | null
}

/** What the queue of a channel says; without one nothing arrives that could prefer anybody. */
const preferredRule = ({ strategy, preferred_by, preferred_wait_minutes }: RuleRow): PreferredRule => ({
  strategy: strategy ?? 'longest_idle',
  preferredBy: preferred_by ?? 'off',
  preferredWaitMinutes: preferred_wait_minutes,
})

/** All channels of a workspace as they are at `at`. */
export async function channelRules(
  tx: Tx,
  workspaceId: WorkspaceId,
  at: Instant,
): Promise<Map<ChannelId, ChannelRule>> {
  const { rows } = await sql<Row>`${sql.raw(PREPARED)}
    select c.*, k.zone, k.blocks, k.special_days, q.strategy, q.priority, q.preferred_by, q.preferred_wait_minutes
    from channel c left join queue q on q.workspace_id = c.workspace_id and q.id = c.queue_id
      left join calendar k on k.workspace_id = c.workspace_id and k.id = c.calendar_id
    where c.workspace_id = ${workspaceId}`.execute(tx)
  return new Map(rows.map((row) => [row.id, ruleFromRow(row, at)]))
}

type Row = RuleRow & {
  zone: string | null
  blocks: OpenHours['blocks'] | null
  special_days: OpenHours['specialDays'] | null
}

function ruleFromRow(row: Row, at: Instant): ChannelRule {
  const { zone, blocks, special_days: specialDays } = row
  const hours = zone === null || blocks === null || specialDays === null ? null : { zone, blocks, specialDays }
  return {
    id: row.id,
    name: row.name,
    kind: row.kind as ChannelRule['kind'],
    provider: row.provider,
    line: row.phone_number_id,
    account: row.business_account_id,
    active: row.active,
    trouble: row.trouble as ChannelRule['trouble'],
    country: row.country,
    capacity: row.capacity,
    queueId: row.queue_id,
    priority: row.priority ?? 0,
    preferred: preferredRule(row),
    reopenDays: row.reopen_days,
    hours,
    closed: closedNow(hours, row.out_of_hours_text, at),
    holdsWhileClosed: row.holds_while_closed,
    optIn: row.opt_in as ChannelTemplate | null,
    recontact: row.recontact as ChannelTemplate | null,
    satisfaction: row.satisfaction as SatisfactionQuestion | null,
    satisfactionTemplate: row.satisfaction_template as ChannelTemplate | null,
    maskCardNumbers: row.mask_card_numbers,
  }
}

/** Health is shown by the minute: more often nothing is written. */
const NOTED_EVERY_MS = 60_000

/** When this process last wrote it down: most batches need not even ask. */
const noted = new Map<ChannelId, Instant>()

/** Something arrived at these channels' addresses. Says whether that was news. */
export async function noteWebhooks(
  tx: Tx,
  workspaceId: WorkspaceId,
  ids: readonly ChannelId[],
  at: Instant,
): Promise<boolean> {
  const due = ids.filter((id) => at - (noted.get(id) ?? 0) >= NOTED_EVERY_MS)
  if (due.length === 0) return false
  for (const id of due) noted.set(id, at)
  const { numAffectedRows } = await sql`update channel set last_webhook_at = ${instant(at)}
    where workspace_id = ${workspaceId} and id = any(${due}::uuid[])
      and (last_webhook_at is null or last_webhook_at < ${instant((at - NOTED_EVERY_MS) as Instant)})`.execute(tx)
  return (numAffectedRows ?? 0n) > 0n
}

/** A channel that never opens is told of once: its closed period has no end. */
export const NEVER = 253_402_300_799_000 as Instant

function closedNow(hours: OpenHours | null, text: string, at: Instant): ChannelRule['closed'] {
  if (hours === null || isOpen(hours, at)) return null
  return { until: closedUntil(hours, at) ?? NEVER, text }
}
