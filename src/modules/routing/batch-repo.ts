import { type RawBuilder, type Selectable, sql } from 'kysely'
import type { FilledField, Satisfaction } from '../../contract/closing.ts'
import type { AgentId, ConversationId, Instant, InteractionId, WorkspaceId } from '../../contract/ids.ts'
import { present } from '../../kernel/assert.ts'
import { PREPARED, type Tx } from '../../kernel/db.ts'
import { insertRows, iso, isoOrNull, updateRows } from '../../kernel/rows.ts'
import type { Tables } from '../../kernel/tables.ts'
import { type Clocks, nextOf } from '../sla/core/clock.ts'
import {
  type ChosenDisposition,
  type Interaction,
  type Parked,
  type Preferred,
  parkedOf,
  type Transfer,
} from './core/interaction.ts'

type Row = Omit<Selectable<Tables['interaction']>, 'workspace_id'>

/** The interactions whose ids a query (one column, `id`) answers with, held until commit. */
export async function lockInteractionsOf(
  tx: Tx,
  workspaceId: WorkspaceId,
  ids: RawBuilder<unknown>,
): Promise<Interaction[]> {
  const { rows } = await sql<Row>`${sql.raw(PREPARED)}
    select interaction.* from (select id from (${ids}) as given order by id) as wanted cross join lateral (
      select * from interaction where workspace_id = ${workspaceId} and id = wanted.id for update
    ) as interaction`.execute(tx)
  return rows.map(interactionFromRow)
}

/** The latest interaction of each of these conversations, held until commit. */
export async function lockLatestInteractions(
  tx: Tx,
  workspaceId: WorkspaceId,
  conversationIds: readonly ConversationId[],
): Promise<Interaction[]> {
  if (conversationIds.length === 0) return []
  const { rows } = await sql<Row>`select * from interaction where workspace_id = ${workspaceId} and id in (
      select latest_interaction_id from conversation where workspace_id = ${workspaceId} and id = any(${conversationIds}::uuid[])
    ) order by id for update`.execute(tx)
  return rows.map(interactionFromRow)
}

/** Hold the counter of interaction numbers until commit. Answers with the first free one. */
export async function lockNumbers(tx: Tx, workspaceId: WorkspaceId): Promise<number> {
  const { rows } = await sql<{ interaction_number: number }>`select interaction_number from workspace_counter
    where workspace_id = ${workspaceId} for update`.execute(tx)
  return present(rows[0], 'the counter of a workspace').interaction_number + 1
}

export async function useNumbers(tx: Tx, workspaceId: WorkspaceId, used: number): Promise<void> {
  if (used === 0) return
  await sql`update workspace_counter set interaction_number = interaction_number + ${used} where workspace_id = ${workspaceId}`.execute(
    tx,
  )
}

export const insertInteractions = (
  tx: Tx,
  workspaceId: WorkspaceId,
  interactions: readonly Interaction[],
): Promise<void> =>
  insertRows(
    tx,
    'interaction',
    interactions.map((interaction) => ({
      ...stateRow(interaction),
      workspace_id: workspaceId,
      id: interaction.id,
      number: interaction.number,
      conversation_id: interaction.conversationId,
      channel_id: interaction.channelId,
      contact_id: interaction.contactId,
      origin: interaction.origin,
      created_at: iso(interaction.createdAt),
      previous_id: interaction.previousId,
    })),
  )

export const updateInteractions = (
  tx: Tx,
  workspaceId: WorkspaceId,
  interactions: readonly Interaction[],
): Promise<void> =>
  updateRows(
    tx,
    'interaction',
    interactions.map((interaction) => ({ ...stateRow(interaction), workspace_id: workspaceId, id: interaction.id })),
  )

function stateRow(interaction: Interaction) {
  const offer = interaction.state === 'offered' ? interaction.offer : null
  const parked = parkedOf(interaction)
  const { transfer } = interaction
  const held =
    interaction.state === 'active' || interaction.state === 'wrapping_up' || interaction.state === 'closed'
      ? interaction
      : null
  const wrapUp = interaction.state === 'wrapping_up' ? interaction.wrapUp : null
  const disposition =
    interaction.state === 'wrapping_up' || interaction.state === 'closed' ? interaction.disposition : null
  return {
    queue_id: interaction.queueId,
    state: interaction.state,
    priority: interaction.priority,
    waiting_since: iso(interaction.waitingSince),
    passed_over: interaction.passedOver,
    offer_id: offer?.id ?? null,
    offered_to: offer?.agentIds ?? null,
    offer_expires_at: isoOrNull(offer?.expiresAt ?? null),
    agent_id: held?.agentId ?? null,
    accepted_at: isoOrNull(held?.acceptedAt ?? null),
    awaiting_reply_since: isoOrNull(interaction.awaitingReplySince),
    quiet_since: iso(interaction.quietSince),
    parked_reason: parked?.reason ?? null,
    parked_since: isoOrNull(parked?.since ?? null),
    parked_until: isoOrNull(parked?.until ?? null),
    transfer: transfer && keptTransfer(transfer),
    transfer_to: transfer?.toAgentId ?? null,
    transfer_ends_at: isoOrNull(transfer?.endsAt ?? null),
    passes: interaction.passes,
    clocks: interaction.clocks,
    clock_at: isoOrNull(nextOf(interaction.clocks)),
    wrap_up_started_at: isoOrNull(wrapUp?.startedAt ?? null),
    wrap_up_ends_at: isoOrNull(wrapUp?.endsAt ?? null),
    wrap_up_held: wrapUp !== null && wrapUp.endsAt === null,
    disposition_id: disposition?.id ?? null,
    disposition_name: disposition?.name ?? null,
    closed_at: isoOrNull(interaction.state === 'closed' ? interaction.closedAt : null),
    reopened: interaction.reopened,
    closing_fields: interaction.fields,
    satisfaction: interaction.satisfaction,
    preferred_agent_id: interaction.preferredAgentId,
    preferred_until: iso(interaction.preferredUntil ?? noWait),
    tag_ids: interaction.tagIds,
  }
}

/** What of a transfer has no column of its own. */
type KeptTransfer = Omit<Transfer, 'toAgentId' | 'endsAt'>

const keptTransfer = ({ toAgentId: _column, endsAt: _another, ...kept }: Transfer): KeptTransfer => kept

const transferFromRow = ({ transfer, transfer_to, transfer_ends_at }: Row): Transfer | null =>
  transfer === null ? null : { ...(transfer as KeptTransfer), toAgentId: transfer_to, endsAt: transfer_ends_at }

const parkedFromRow = ({ parked_reason, parked_since, parked_until }: Row): Parked | null =>
  parked_since === null ? null : { reason: parked_reason as Parked['reason'], since: parked_since, until: parked_until }

/** No wait is 1970 in the table: then "not before" is one condition, which an index answers. */
const noWait = 0 as Instant
export const preferredFromColumns = (preferredAgentId: AgentId | null, preferredUntil: Instant): Preferred => ({
  preferredAgentId,
  preferredUntil: preferredUntil > noWait ? preferredUntil : null,
})

/** A row as the union the core decides on. Every column that a state promises is asserted. */
export function interactionFromRow(row: Row): Interaction {
  const base = {
    id: row.id as InteractionId,
    number: row.number,
    conversationId: row.conversation_id,
    channelId: row.channel_id,
    contactId: row.contact_id,
    queueId: row.queue_id,
    priority: row.priority,
    origin: row.origin as Interaction['origin'],
    createdAt: row.created_at,
    waitingSince: row.waiting_since,
    passedOver: row.passed_over,
    awaitingReplySince: row.awaiting_reply_since,
    quietSince: row.quiet_since,
    transfer: transferFromRow(row),
    passes: row.passes,
    clocks: row.clocks as Clocks,
    reopened: row.reopened,
    tagIds: row.tag_ids,
    previousId: row.previous_id,
    fields: row.closing_fields as FilledField[],
    satisfaction: row.satisfaction as Satisfaction | null,
    ...preferredFromColumns(row.preferred_agent_id, row.preferred_until),
  }
  const held = () => ({
    agentId: present(row.agent_id, 'the holder'),
    acceptedAt: present(row.accepted_at, 'when it was accepted'),
  })
  const disposition: ChosenDisposition | null =
    row.disposition_id === null ? null : { id: row.disposition_id, name: row.disposition_name ?? '' }
  switch (row.state as Interaction['state']) {
    case 'waiting':
      return { ...base, state: 'waiting' }
    case 'offered': {
      const id = present(row.offer_id, 'the id of an offer')
      const agentIds = present(row.offered_to, 'the agents of an offer')
      return {
        ...base,
        state: 'offered',
        offer: { id, agentIds, expiresAt: present(row.offer_expires_at, 'the end of an offer') },
      }
    }
    case 'active':
      return { ...base, ...held(), state: 'active', parked: parkedFromRow(row) }
    case 'wrapping_up': {
      const wrapUp = {
        startedAt: present(row.wrap_up_started_at, 'the start of a wrap-up'),
        endsAt: row.wrap_up_held ? null : row.wrap_up_ends_at,
      }
      return { ...base, ...held(), state: 'wrapping_up', wrapUp, disposition }
    }
    case 'closed':
      return {
        ...base,
        agentId: row.agent_id,
        acceptedAt: row.accepted_at,
        state: 'closed',
        disposition,
        closedAt: present(row.closed_at, 'when it was closed'),
      }
  }
}
