import { type RawBuilder, sql } from 'kysely'
import type pg from 'pg'
import type { ContactCard, FailureCard } from '../../contract/cards.ts'
import type { MessageContent, TemplateFill } from '../../contract/content.ts'
import type {
  AgentId,
  ChannelId,
  ConversationId,
  Instant,
  MessageId,
  QueueId,
  TemplateId,
  WorkspaceId,
} from '../../contract/ids.ts'
import { instant, PREPARED, type Tx } from '../../kernel/db.ts'
import { isoOrNull, updateRows } from '../../kernel/rows.ts'
import type { Message, Quote } from './core/message.ts'
import type { Outgoing, SendState } from './core/outbound.ts'
import type { Identity } from './core/person.ts'
import { messageStateRow } from './inbound-repo.ts'
import { messageColumns, messageFromRow } from './rows.ts'

type MessageRow = Parameters<typeof messageFromRow>[0]

/** Whose messages to take: those of one channel, or of all but some. */
export type Of = { channel: ChannelId } | { allBut: readonly ChannelId[] }

/**
 * Take messages whose time has come and mark them as being sent. Only the oldest unsent one of each conversation is
 * taken, so that the parts of a text and the answers of an agent arrive in the order they were written.
 *
 * Written so that no plan, made with whatever old statistics, reads the whole queue for it: the index gives the messages
 * in the order in which they are due (thousands queued at once are due at once: no further order), another one the oldest
 * of each conversation, and what is held is written where it lies. Looked for by id once more, it was looked for in all of
 * an index that has the ids last.
 */
export async function claimQueued(
  tx: Tx,
  workspaceId: WorkspaceId,
  at: Instant,
  limit: number,
  of: Of,
): Promise<Outgoing[]> {
  const { rows } = await sql<OutgoingRow>`
    with due as (
      select m.ctid from message m
      where m.workspace_id = ${workspaceId} and m.delivery = 'queued' and m.next_attempt_at <= ${instant(at)}
        and m.channel_id = any(array(
          select c.id from channel c where c.workspace_id = ${workspaceId} and c.active and c.trouble is null and ${inChannels(of)}))
        and m.id = (
          select oldest.id from message oldest where oldest.workspace_id = ${workspaceId}
            and oldest.conversation_id = m.conversation_id and oldest.delivery in ('queued', 'sending')
            and (oldest.next_attempt_at is not null or oldest.sending_since is not null)
          order by oldest.id limit 1)
      order by m.next_attempt_at limit ${limit} for update of m skip locked
    )
    update message set
      delivery = 'sending', sending_since = ${instant(at)}, next_attempt_at = null, attempts = attempts + 1, held_until = null
    where workspace_id = ${workspaceId} and ctid = any(array(select ctid from due))
    returning id, conversation_id, channel_id, content, quote, attempts, failure, template_id, template_fill`.execute(
    tx,
  )
  return rows.map((row) => outgoing(row, at)).sort((a, b) => (a.id < b.id ? -1 : 1))
}

const inChannels = (of: Of): RawBuilder<unknown> =>
  'channel' in of ? sql`c.id = ${of.channel}` : sql`c.id <> all(${of.allBut}::uuid[])`

type OutgoingRow = {
  id: MessageId
  conversation_id: ConversationId
  channel_id: ChannelId
  content: MessageContent
  quote: Quote | null
  attempts: number
  failure: FailureCard | null
  template_id: TemplateId | null
  template_fill: TemplateFill | null
}

const outgoing = (row: OutgoingRow, at: Instant): Outgoing => ({
  id: row.id,
  conversationId: row.conversation_id,
  channelId: row.channel_id,
  content: row.content,
  quote: row.quote,
  templateId: row.template_id,
  templateFill: row.template_fill,
  attempts: row.attempts,
  failure: row.failure,
  delivery: 'sending',
  sendingSince: at,
  heldUntil: null,
  nextAttemptAt: null,
  acceptedAt: null,
  providerMessageId: null,
})

/** An address of somebody, and when they were last heard under it. */
export type KnownAddress = Pick<Identity, 'kind' | 'value' | 'lastSeenAt'>

/** Whom the messages of a conversation go to, and what decides whether they still may. */
export type Receiver = {
  readonly addresses: readonly KnownAddress[]
  readonly contact: Pick<ContactCard, 'consent' | 'doNotContact'>
  readonly lastInboundAt: Instant | null
}

/** Everybody who is written to, by the conversation they are in; who has no address left is missing. */
export async function receiversOf(
  tx: Tx,
  workspaceId: WorkspaceId,
  ids: readonly ConversationId[],
): Promise<Map<ConversationId, Receiver>> {
  const { rows } = await sql<{
    id: ConversationId
    kind: Identity['kind']
    value: string
    last_seen_at: Instant
    consent: ContactCard['consent']
    do_not_contact: boolean
    last_inbound_at: Instant | null
  }>`${sql.raw(PREPARED)}
    select wanted.id, i.kind, i.value, i.last_seen_at, c.last_inbound_at, p.consent, p.do_not_contact
    from unnest(${ids}::uuid[]) as wanted (id)
    cross join lateral (
      select contact_id, last_inbound_at from conversation where workspace_id = ${workspaceId} and id = wanted.id offset 0) as c
    cross join lateral (
      select service_consent as consent, do_not_contact from contact
      where workspace_id = ${workspaceId} and id = c.contact_id offset 0) as p
    cross join lateral (
      select kind, value, last_seen_at from identity
      where workspace_id = ${workspaceId} and contact_id = c.contact_id offset 0) as i`.execute(tx)
  return new Map(
    [...Map.groupBy(rows, ({ id }) => id)].map(([id, those]) => {
      const { consent, do_not_contact: doNotContact, last_inbound_at: lastInboundAt } = those[0]!
      const addresses = those.map(({ kind, value, last_seen_at: lastSeenAt }) => ({ kind, value, lastSeenAt }))
      return [id, { addresses, contact: { consent, doNotContact }, lastInboundAt }]
    }),
  )
}

/** Hold messages for recording how their send ended. */
export async function lockMessages(tx: Tx, workspaceId: WorkspaceId, ids: readonly MessageId[]): Promise<Message[]> {
  const { rows } = await sql<MessageRow>`select ${messageColumns} from message
    where workspace_id = ${workspaceId} and id = any(${ids}::uuid[]) order by id for update`.execute(tx)
  return rows.map(messageFromRow)
}

/**
 * Write what the end of a send made of each message that is still where its sender left it: being sent, since the same
 * instant. Answers with those; the others have moved meanwhile. In the order of their ids, as everybody takes them. Each is
 * found by its id alone, as many were claimed at the same instant, and written where it was found: old statistics, which
 * know of no message that is being sent, let a plan read all of them instead.
 */
export async function saveEnds(
  tx: Tx,
  workspaceId: WorkspaceId,
  ends: readonly { state: SendState; sendingSince: Instant }[],
): Promise<Set<MessageId>> {
  const sorted = ends.toSorted((a, b) => (a.state.id < b.state.id ? -1 : 1))
  const states = sorted.map(({ state }) => state)
  const { rows } = await sql<{ id: MessageId }>`
    with ended as materialized (
      select found.ctid as place, 'sending' as was, given.* from unnest(
        ${states.map(({ id }) => id)}::uuid[],
        ${sorted.map(({ sendingSince }) => isoOrNull(sendingSince))}::timestamptz[],
        ${states.map(({ delivery }) => delivery)}::text[],
        ${states.map(({ providerMessageId }) => providerMessageId)}::text[],
        ${states.map(({ nextAttemptAt }) => isoOrNull(nextAttemptAt))}::timestamptz[],
        ${states.map(({ attempts }) => attempts)}::int[],
        ${states.map(({ acceptedAt }) => isoOrNull(acceptedAt))}::timestamptz[],
        ${states.map(({ failure }) => failure && JSON.stringify(failure))}::jsonb[]
      ) as given (id, sending_since, delivery, provider_message_id, next_attempt_at, attempts, accepted_at, failure)
      cross join lateral (
        select ctid from message where workspace_id = ${workspaceId} and id = given.id offset 0) as found
    )
    update message as kept set
      delivery = ended.delivery, provider_message_id = ended.provider_message_id, next_attempt_at = ended.next_attempt_at,
      attempts = ended.attempts, accepted_at = ended.accepted_at, failure = ended.failure, sending_since = null
    from ended
    where kept.workspace_id = ${workspaceId} and kept.ctid = any(array(select place from ended))
      and kept.ctid = ended.place and kept.delivery = ended.was and kept.sending_since = ended.sending_since
    returning kept.id`.execute(tx)
  return new Set(rows.map(({ id }) => id))
}

/** Write the state of messages that are held. */
export const saveStates = (tx: Tx, workspaceId: WorkspaceId, messages: readonly Message[]): Promise<void> =>
  updateRows(
    tx,
    'message',
    messages.map((message) => messageStateRow(workspaceId, message)),
  )

/** Sends that began so long ago that nobody is waiting for their answer any more. */
export async function lockAbandoned(
  tx: Tx,
  workspaceId: WorkspaceId,
  before: Instant,
  limit: number,
): Promise<Message[]> {
  const { rows } = await sql<MessageRow>`select ${messageColumns} from message
    where workspace_id = ${workspaceId} and delivery = 'sending' and sending_since < ${instant(before)}
    order by id limit ${limit} for update skip locked`.execute(tx)
  return rows.map(messageFromRow)
}

/**
 * Which workspaces have something to send, or a send that was abandoned. One look into an index for each workspace: fifty
 * thousand that are due cost no more than one.
 */
export async function workspacesWithDue(pool: pg.Pool, at: Instant, abandonedBefore: Instant): Promise<WorkspaceId[]> {
  const { rows } = await pool.query<{ id: WorkspaceId }>(
    `select w.id from workspace w where
       (select true from message m where m.workspace_id = w.id and m.delivery = 'queued' and m.next_attempt_at <= $1 limit 1)
     union select workspace_id from message where delivery = 'sending' and sending_since < $2`,
    [new Date(at), new Date(abandonedBefore)],
  )
  return rows.map((row) => row.id)
}

/** Whose each conversation is: the queue and the holder of its latest interaction. */
export async function holdersOf(
  tx: Tx,
  workspaceId: WorkspaceId,
  ids: readonly ConversationId[],
): Promise<Map<ConversationId, { queueId: QueueId; agentId: AgentId | null; held: boolean; askedId?: AgentId }>> {
  const { rows } = await sql<{
    id: ConversationId
    queue_id: QueueId
    agent_id: AgentId | null
    transfer_to: AgentId | null
    held: boolean
  }>`${sql.raw(PREPARED)}
    select wanted.id, i.queue_id, i.agent_id, i.transfer_to, i.state in ('active', 'wrapping_up') as held
    from unnest(${ids}::uuid[]) as wanted (id)
    cross join lateral (
      select latest_interaction_id from conversation where workspace_id = ${workspaceId} and id = wanted.id offset 0) as c
    cross join lateral (
      select queue_id, agent_id, transfer_to, state from interaction
      where workspace_id = ${workspaceId} and id = c.latest_interaction_id offset 0) as i`.execute(tx)
  return new Map(
    rows.map(({ id, queue_id: queueId, agent_id: agentId, transfer_to: askedId, held }) => [
      id,
      { queueId, agentId, held, ...(askedId !== null && { askedId }) },
    ]),
  )
}
