import { type RawBuilder, type Selectable, sql } from 'kysely'
import type { ConversationCard, InteractionCard, PresenceState, QueueCard } from '../../contract/cards.ts'
import type { ClosingField } from '../../contract/closing.ts'
import type { Viewer } from '../../contract/events.ts'
import type {
  AgentId,
  ChannelId,
  ConversationId,
  Instant,
  InteractionId,
  OfferId,
  QueueId,
  ReasonId,
  ResultCodePlanId,
  TagId,
  WorkspaceId,
} from '../../contract/ids.ts'
import type { Role } from '../../contract/permissions.ts'
import { instant, PREPARED, type Tx } from '../../kernel/db.ts'
import type { Tables } from '../../kernel/tables.ts'
import { type Contact, contactCard, type Identity } from '../conversations/core/person.ts'
import { isReady, type Readable } from '../presence/core/presence.ts'
import { interactionFromRow, lockInteractionsOf } from './batch-repo.ts'
import { toCard } from './core/facts.ts'
import type { Interaction, Offered } from './core/interaction.ts'
import type { LineOrder } from './core/line.ts'
import { hasRoom, oneMore, type RoutableChannel } from './core/route.ts'
import type { TaggedAgent } from './core/sight.ts'
import { plainRank, type Rank } from './core/strategy.ts'

type InteractionRow = Parameters<typeof interactionFromRow>[0]

/** Ids as a query, where one could also stand that finds them. */
const given = (ids: readonly string[]): RawBuilder<unknown> => sql`select unnest(${ids}::uuid[]) as id`
const prepared = sql.raw(PREPARED)

/**
 * Whoever gives agents work waits here for whoever does so already, until that one commits: two who each see one free
 * place cannot both fill it. What takes work away needs no lock.
 */
export async function lockLoad(tx: Tx, workspaceId: WorkspaceId): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`loads of ${workspaceId}`}, 0))`.execute(tx)
}

// Interactions -------------------------------------------------------------------------------------------------------

/** Read one interaction and hold it until commit: whoever comes second sees what the first decided. */
export async function lockInteraction(
  tx: Tx,
  workspaceId: WorkspaceId,
  id: InteractionId,
): Promise<Interaction | undefined> {
  const [interaction] = await lockInteractions(tx, workspaceId, [id])
  return interaction
}

/** As above, for many, always in the same order. */
export async function lockInteractions(
  tx: Tx,
  workspaceId: WorkspaceId,
  ids: readonly InteractionId[],
): Promise<Interaction[]> {
  return ids.length === 0 ? [] : lockInteractionsOf(tx, workspaceId, given(ids))
}

/**
 * Hold the conversation of an interaction until commit. Whoever may go on to change the contact does this first, as
 * inbound messages do, so that the two cannot wait for each other.
 */
export async function lockConversationOf(tx: Tx, workspaceId: WorkspaceId, id: InteractionId): Promise<void> {
  await sql`select id from conversation where workspace_id = ${workspaceId} and id = (
      select conversation_id from interaction where workspace_id = ${workspaceId} and id = ${id}
    ) for update`.execute(tx)
}

/**
 * When the next offer lapses or the next wrap-up ends, be it in the past; null: none is set. The first of an index each:
 * asked in another way the planner might read all offers to find that none is due.
 */
export async function firstDeadline(tx: Tx, workspaceId: WorkspaceId): Promise<Instant | null> {
  const { rows } = await sql<{ first: Instant | null }>`${prepared} select least(
      (select offer_expires_at from interaction
        where workspace_id = ${workspaceId} and state = 'offered' order by offer_expires_at limit 1),
      (select wrap_up_ends_at from interaction
        where workspace_id = ${workspaceId} and state = 'wrapping_up' and not wrap_up_held order by wrap_up_ends_at limit 1)
    ) as first`.execute(tx)
  return rows[0]?.first ?? null
}

/** Offers whose time is over, oldest first; those that somebody else is deciding on are left to them. */
export async function lockLapsedOffers(
  tx: Tx,
  workspaceId: WorkspaceId,
  at: Instant,
  limit: number,
): Promise<Interaction[]> {
  const { rows } = await sql<InteractionRow>`select * from interaction
    where workspace_id = ${workspaceId} and state = 'offered' and offer_expires_at <= ${instant(at)}
      and (transfer_to is null or transfer_ends_at is null)
    order by offer_expires_at limit ${limit} for update skip locked`.execute(tx)
  return rows.map(interactionFromRow)
}

/** Wrap-ups whose time is over, as above. Those held for a disposition have no time. */
export async function lockEndedWrapUps(
  tx: Tx,
  workspaceId: WorkspaceId,
  at: Instant,
  limit: number,
): Promise<Interaction[]> {
  const { rows } = await sql<InteractionRow>`select * from interaction
    where workspace_id = ${workspaceId} and state = 'wrapping_up' and not wrap_up_held
      and wrap_up_ends_at <= ${instant(at)}
    order by wrap_up_ends_at limit ${limit} for update skip locked`.execute(tx)
  return rows.map(interactionFromRow)
}

/** Interactions with a clock that has something to tell, as above. */
export async function lockDueClocks(
  tx: Tx,
  workspaceId: WorkspaceId,
  at: Instant,
  limit: number,
): Promise<Interaction[]> {
  const { rows } = await sql<InteractionRow>`select * from interaction
    where workspace_id = ${workspaceId} and clock_at is not null and clock_at <= ${instant(at)}
    order by clock_at limit ${limit} for update skip locked`.execute(tx)
  return rows.map(interactionFromRow)
}

/** What this agent has in hand, set aside or not, and what they are asked. */
export async function onHandsOf(tx: Tx, workspaceId: WorkspaceId, agentId: AgentId): Promise<InteractionId[]> {
  const { rows } = await sql<{ id: InteractionId }>`
    select id from interaction where workspace_id = ${workspaceId} and agent_id = ${agentId} and parked_since is not null
    union
    select id from interaction where ${heldBy(workspaceId, sql`${agentId}::uuid`)}
    union
    select interaction_id from asked where ${askedOf(workspaceId, sql`${agentId}::uuid`)}`.execute(tx)
  return rows.map(({ id }) => id)
}

/** What these agents talk in, in queues that take it back when its agent has gone; held until commit, as ever in order. */
export async function lockReturnable(
  tx: Tx,
  workspaceId: WorkspaceId,
  agentIds: readonly AgentId[],
): Promise<Interaction[]> {
  if (agentIds.length === 0) return []
  const theirs = sql`select busy.id from (${given(agentIds)}) as person cross join lateral (
      select id, queue_id, state from interaction where ${heldBy(workspaceId, sql`person.id`)} offset 0
    ) as busy join queue on queue.workspace_id = ${workspaceId} and queue.id = busy.queue_id
    where busy.state = 'active' and queue.on_agent_gone = 'return'`
  return lockInteractionsOf(tx, workspaceId, theirs)
}

// Cards --------------------------------------------------------------------------------------------------------------

type ConversationRow = Omit<ConversationCard, 'contact' | 'planned'> & {
  planned: ConversationCard['planned'] | null
  contact: Contact
  identities: Identity[]
}

/** The cards of these conversations, each with its contact: one statement, however many. */
export async function conversationCards(
  tx: Tx,
  workspaceId: WorkspaceId,
  ids: readonly ConversationId[],
): Promise<Map<ConversationId, ConversationCard>> {
  return ids.length === 0 ? new Map() : conversationCardsFor(tx, workspaceId, given(ids))
}

/** The same for the conversations of these interactions. */
export async function conversationCardsOf(
  tx: Tx,
  workspaceId: WorkspaceId,
  interactionIds: readonly InteractionId[],
): Promise<Map<ConversationId, ConversationCard>> {
  const theirs = sql`select found.id from (${given(interactionIds)}) as given cross join lateral (
      select conversation_id as id from interaction where workspace_id = ${workspaceId} and id = given.id offset 0
    ) as found`
  return interactionIds.length === 0 ? new Map() : conversationCardsFor(tx, workspaceId, theirs)
}

async function conversationCardsFor(
  tx: Tx,
  workspaceId: WorkspaceId,
  ids: RawBuilder<unknown>,
): Promise<Map<ConversationId, ConversationCard>> {
  const { rows } = await sql<ConversationRow>`${prepared}
    select c.id, c.channel_id as "channelId", c.last_inbound_at as "lastInboundAt",
      c.last_message_at as "lastMessageAt", c.snippet, c.snippet_from as "snippetFrom", c.unread, c.planned,
      jsonb_build_object('id', p.id, 'name', p.name, 'username', p.username, 'language', p.language,
        'consent', p.service_consent, 'doNotContact', p.do_not_contact, 'nameIsOurs', p.name_is_ours) as contact,
      (select coalesce(jsonb_agg(jsonb_build_object('id', i.id, 'contactId', p.id, 'kind', i.kind, 'value', i.value,
          'firstSeenAt', extract(epoch from i.first_seen_at) * 1000,
          'lastSeenAt', extract(epoch from i.last_seen_at) * 1000) order by i.id), '[]')
        from identity i where i.workspace_id = p.workspace_id and i.contact_id = p.id) as identities
    from (${ids}) as wanted
      cross join lateral (select * from conversation where workspace_id = ${workspaceId} and id = wanted.id offset 0) as c
      cross join lateral (select * from contact where workspace_id = ${workspaceId} and id = c.contact_id offset 0) as p`.execute(
    tx,
  )
  return new Map(
    rows.map(({ identities, contact, planned, ...card }) => [
      card.id,
      { ...card, contact: contactCard(contact, identities), ...(planned && { planned }) },
    ]),
  )
}

/** These interactions as screens show them, in no order. One that does not exist is left out. */
export async function interactionCards(
  tx: Tx,
  workspaceId: WorkspaceId,
  ids: readonly InteractionId[],
): Promise<InteractionCard[]> {
  return ids.length === 0 ? [] : cardsWhere(tx, workspaceId, sql`id = any(${ids}::uuid[])`)
}

/** What belongs on this person's screen: the same rule as `inView`, so that the database finds it by its indexes. */
export async function openInteractionCards(
  tx: Tx,
  workspaceId: WorkspaceId,
  viewer: Viewer,
): Promise<InteractionCard[]> {
  const { role, agentId, queueIds } = viewer
  const theirs = sql`(${heldBy(workspaceId, sql`${agentId}::uuid`)})
    or id = any(array(select interaction_id from asked where ${askedOf(workspaceId, sql`${agentId}::uuid`)}))
    or (agent_id = ${agentId} and parked_since is not null) or transfer_to = ${agentId}
    or (queue_id = any(${queueIds}::uuid[]) and state in ('waiting', 'offered'))`
  return cardsWhere(tx, workspaceId, role === 'agent' ? theirs : sql`state <> 'closed'`)
}

async function cardsWhere(
  tx: Tx,
  workspaceId: WorkspaceId,
  condition: RawBuilder<unknown>,
): Promise<InteractionCard[]> {
  const { rows } = await sql<InteractionRow>`select * from interaction
    where workspace_id = ${workspaceId} and (${condition})`.execute(tx)
  const interactions = rows.map(interactionFromRow)
  const conversations = await conversationCards(tx, workspaceId, [
    ...new Set(interactions.map((interaction) => interaction.conversationId)),
  ])
  return interactions.flatMap((interaction) => {
    const conversation = conversations.get(interaction.conversationId)
    return conversation ? [toCard(interaction, conversation)] : []
  })
}

/** The queues of a workspace, without those removed. */
export async function queueCards(tx: Tx, workspaceId: WorkspaceId): Promise<QueueCard[]> {
  const rows = await tx
    .selectFrom('queue')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('removed_at', 'is', null)
    .execute()
  return rows.map(queueFromRow)
}

export const queueFromRow = (row: Selectable<Tables['queue']>): QueueCard => ({
  id: row.id,
  name: row.name,
  strategy: row.strategy as QueueCard['strategy'],
  eligible: row.eligible as QueueCard['eligible'],
  acceptSeconds: row.accept_seconds,
  onReject: row.on_reject as QueueCard['onReject'],
  onTimeout: row.on_timeout as QueueCard['onTimeout'],
  asksToAccept: row.asks_to_accept,
  wrapUpSeconds: row.wrap_up_seconds,
  contactSilenceSeconds: row.contact_silence_seconds,
  agentSilenceSeconds: row.agent_silence_seconds,
  afterWrapUp: row.after_wrap_up as QueueCard['afterWrapUp'],
  outboundTemplateId: row.outbound_template_id,
  tagIds: row.tag_ids,
  channelIds: row.channel_ids,
  onAgentGone: row.on_agent_gone as QueueCard['onAgentGone'],
})

// What decides -------------------------------------------------------------------------------------------------------

/** A queue's rules for what it hands out. Removed ones too: what came in before still follows them. */
export type QueueRules = QueueCard & {
  readonly returnSeconds: number | null
  readonly lastAgentId: AgentId | null
  readonly line: LineOrder
}

export async function queueRules(tx: Tx, workspaceId: WorkspaceId): Promise<Map<QueueId, QueueRules>> {
  const rows = await tx.selectFrom('queue').selectAll().where('workspace_id', '=', workspaceId).execute()
  return new Map(
    rows.map((row) => [
      row.id,
      {
        ...queueFromRow(row),
        returnSeconds: row.return_seconds,
        lastAgentId: row.last_agent_id,
        line: { pointSeconds: row.point_seconds, weight: row.weight },
      },
    ]),
  )
}

/** What of a channel decides who gets its interactions and how they end. */
export type ChannelLimits = RoutableChannel & {
  readonly kind: 'whatsapp' | 'sms'
  readonly tagIds: readonly TagId[]
  readonly dispositionRequired: boolean
  readonly resultCodePlanId: ResultCodePlanId | null
  /** The break shown from the end of a conversation until it is disposed of (R-099). */
  readonly pauseReasonId: ReasonId | null
  /** What is filled in at close. */
  readonly fields: readonly ClosingField[]
  /** Contacts are asked what they thought of it. */
  readonly asksContact: boolean
  /** Card numbers are hidden in what is typed. */
  readonly masksCards: boolean
  /** May agents park by hand, and is everything parked while its agent is on the telephone (R-033, R-034)? */
  readonly parksByHand: boolean
  readonly parksOnCall: boolean
  /** May agents pass on what they hold (R-035)? */
  readonly passesOn: boolean
}

export async function channelLimits(tx: Tx, workspaceId: WorkspaceId): Promise<Map<ChannelId, ChannelLimits>> {
  const rows = await tx.selectFrom('channel').selectAll().where('workspace_id', '=', workspaceId).execute()
  return new Map(
    rows.map((row) => [
      row.id,
      {
        id: row.id,
        queueId: row.queue_id,
        // What its schedule has closed hands out nothing, where it is set to hold it.
        active: row.active && (row.open || !row.holds_while_closed),
        capacity: row.capacity,
        kind: row.kind as ChannelLimits['kind'],
        tagIds: row.tag_ids,
        dispositionRequired: row.disposition_required,
        resultCodePlanId: row.result_code_plan_id,
        pauseReasonId: row.disposition_reason_id,
        fields: row.closing_fields as ClosingField[],
        asksContact: row.satisfaction !== null,
        masksCards: row.mask_card_numbers,
        parksByHand: row.parks_by_hand,
        parksOnCall: row.parks_on_call,
        passesOn: row.passes_on,
      },
    ]),
  )
}

/** What agents hold, active and wrapping up, with the break its channel shows while it is to be disposed of. */
export type HeldInteraction = {
  readonly id: InteractionId
  readonly agentId: AgentId
  readonly pauseReasonId: ReasonId | null
}

export async function heldInteractions(
  tx: Tx,
  workspaceId: WorkspaceId,
  agentIds: readonly AgentId[],
): Promise<HeldInteraction[]> {
  if (agentIds.length === 0) return []
  const { rows } = await sql<HeldInteraction>`
    select held.id, person.id as "agentId", case when held.state = 'wrapping_up' then c.disposition_reason_id end as "pauseReasonId"
    from (${given(agentIds)}) as person
      cross join lateral (select * from interaction where ${heldBy(workspaceId, sql`person.id`)} offset 0) as held
      join channel c on c.workspace_id = held.workspace_id and c.id = held.channel_id`.execute(tx)
  return rows
}

/** May this agent hold one more of this channel (D-08)? Ask under `lockLoad`. */
export async function hasRoomFor(
  tx: Tx,
  workspaceId: WorkspaceId,
  agentId: AgentId,
  channelId: ChannelId,
): Promise<boolean> {
  const agent = await routableAgent(tx, workspaceId, agentId)
  const channels = await channelLimits(tx, workspaceId)
  return agent !== undefined && hasRoom(agent, channelId, [...channels.values()])
}

// The router's snapshot ----------------------------------------------------------------------------------------------

type AgentRow = Readable & {
  id: AgentId
  active: boolean
  capacity: number | null
  acceptSeconds: number | null
  oneByOne: boolean
  onCall: boolean
  idleSince: Instant
  queueIds: QueueId[]
  role: Role
  tagIds: TagId[]
  /** Only where they stand otherwise than anybody. */
  ranks: Record<QueueId, Rank> | null
}

/** The agents who say they are available and belong to one of these queues, with all their queues and what they hold. */
export function availableMembers(
  tx: Tx,
  workspaceId: WorkspaceId,
  queueIds: readonly QueueId[],
): Promise<TaggedAgent[]> {
  const condition = sql`p.state = 'available' and exists (select from queue_member m
    where m.workspace_id = a.workspace_id and m.agent_id = a.id and m.able and m.queue_id = any(${queueIds}::uuid[]))`
  return agentsWhere(tx, workspaceId, condition)
}

/** All who are ready. */
export async function readyAgents(tx: Tx, workspaceId: WorkspaceId): Promise<TaggedAgent[]> {
  const agents = await agentsWhere(tx, workspaceId, sql`p.state = 'available'`)
  return agents.filter(({ ready }) => ready)
}

/** The agents whose ids a query (one column, `id`) answers with: one round trip. Who has left is not ready. */
export async function agentsAmong(tx: Tx, workspaceId: WorkspaceId, who: RawBuilder<unknown>): Promise<TaggedAgent[]> {
  const { rows } = await sql<AgentRow & { loads: LoadPart[] }>`${prepared}
    select ${agentColumns}, busy.loads
    from (${who}) as person
      cross join lateral (select * from agent where workspace_id = ${workspaceId} and id = person.id offset 0) as a
      cross join lateral (select * from presence where workspace_id = ${workspaceId} and agent_id = person.id offset 0) as p
      cross join lateral (select coalesce(jsonb_agg(jsonb_build_object('channelId', of.channel_id, 'queueId', of.queue_id,
          'n', of.n, 'offered', of.offered)), '[]') as loads
        from (select channel_id, queue_id, count(*) as n, count(*) filter (where is_offer) as offered
          from (${loadOf(workspaceId, sql`person.id`)}) as one group by channel_id, queue_id) as of) as busy`.execute(
    tx,
  )
  return rows.map(({ loads, ...row }) => routable(row, addedUp(loads)))
}

/** One agent as the router would see them, and whether they say they are available. */
export async function routableAgent(tx: Tx, workspaceId: WorkspaceId, id: AgentId): Promise<TaggedAgent | undefined> {
  const [agent] = await agentsWhere(tx, workspaceId, sql`a.id = ${id}`)
  return agent
}

/** What this agent says they do; undefined when they never signed in. */
export async function availability(
  tx: Tx,
  workspaceId: WorkspaceId,
  agentId: AgentId,
): Promise<PresenceState | undefined> {
  const row = await tx
    .selectFrom('presence')
    .select('state')
    .where('workspace_id', '=', workspaceId)
    .where('agent_id', '=', agentId)
    .executeTakeFirst()
  return row?.state as PresenceState | undefined
}

async function agentsWhere(tx: Tx, workspaceId: WorkspaceId, condition: RawBuilder<unknown>): Promise<TaggedAgent[]> {
  const { rows } = await sql<AgentRow>`select ${agentColumns}
    from agent a join presence p on p.workspace_id = a.workspace_id and p.agent_id = a.id
    where a.workspace_id = ${workspaceId} and a.active and ${condition}`.execute(tx)
  const ids = rows.map(({ id }) => id)
  const loads = await readLoads(tx, workspaceId, ids)
  return rows.map((row) => routable(row, loads.get(row.id) ?? noLoad))
}

const agentColumns = sql`a.id, a.active, a.capacity, a.accept_seconds as "acceptSeconds", a.role, a.tag_ids as "tagIds",
  coalesce(a.ready_rule, (select ready_rule from presence_rules as rules where rules.workspace_id = a.workspace_id), 'by_queue')
    = 'one_by_one' as "oneByOne", p.state, p.stop_new as "stopNew", p.break_requested as "breakRequested",
  p.not_ready as "notReady", p.not_responding as "notResponding", p.idle_since as "idleSince",
  p.on_call_since is not null as "onCall",
  array(select m.queue_id from queue_member m
    where m.workspace_id = a.workspace_id and m.agent_id = a.id and m.able order by m.queue_id) as "queueIds",
  (select jsonb_object_agg(m.queue_id, jsonb_build_object('level', coalesce(m.skill_level, m.level), 'penalty', m.penalty,
      'lastTookAt', floor(extract(epoch from m.last_took_at) * 1000)))
    from queue_member m where m.workspace_id = a.workspace_id and m.agent_id = a.id
      and m.able and (coalesce(m.skill_level, m.level) <> ${plainRank.level} or m.penalty <> ${plainRank.penalty} or m.last_took_at is not null)) as ranks`

function routable(
  {
    id,
    active,
    capacity,
    acceptSeconds,
    oneByOne,
    onCall,
    idleSince,
    queueIds,
    ranks,
    role,
    tagIds,
    ...presence
  }: AgentRow,
  { of: loadOf, in: loadIn, offered }: Load,
): TaggedAgent {
  const load = [...loadOf.values()].reduce((sum, n) => sum + n, 0)
  const ready = active && isReady(presence)
  const stands = ranks ? ranksOf(ranks) : noRanks
  const limit = oneByOne ? { atMost: oneMore({ load, offered }) } : {}
  const busy = { load, loadOf, loadIn, offered, onCall }
  return { id, ...limit, capacity, acceptSeconds, idleSince, queueIds, ready, ...busy, ranks: stands, role, tagIds }
}

const ranksOf = (ranks: Record<QueueId, Rank>): ReadonlyMap<QueueId, Rank> =>
  new Map(Object.entries(ranks) as [QueueId, Rank][])

const noRanks: ReadonlyMap<QueueId, Rank> = new Map()

/** Who holds an interaction and has not parked it, word for word as the index `interaction_held` has it. */
const heldBy = (workspaceId: WorkspaceId, agentId: RawBuilder<unknown>) => sql<boolean>`workspace_id = ${workspaceId}
  and state in ('active', 'wrapping_up') and case when state <> 'offered' then agent_id end = ${agentId}
  and parked_since is null`

/** What an agent is asked, by the key of `asked`. */
const askedOf = (workspaceId: WorkspaceId, agentId: RawBuilder<unknown>) => sql<boolean>`
  workspace_id = ${workspaceId} and agent_id = ${agentId}`

/**
 * What fills places of an agent, by channel and queue: one look into an index for what they hold, and one for what they are asked.
 * The offset keeps the planner from joining in another way, which it would as long as its statistics know nothing of
 * many offers.
 */
const loadOf = (workspaceId: WorkspaceId, agentId: RawBuilder<unknown>) => sql`
  select channel_id, queue_id, false as is_offer from interaction where ${heldBy(workspaceId, agentId)}
  union all select channel_id, queue_id, true from asked where ${askedOf(workspaceId, agentId)}
  offset 0`

/**
 * How many an agent has of each channel: offered, active and wrapping up; the same of each queue; and how many of all
 * these are offers.
 */
export type Load = {
  readonly of: ReadonlyMap<ChannelId, number>
  readonly in: ReadonlyMap<QueueId, number>
  readonly offered: number
}

const noLoad: Load = { of: new Map(), in: new Map(), offered: 0 }

/** What an agent has of one channel in one queue. */
type LoadPart = { channelId: ChannelId; queueId: QueueId; n: number; offered: number }

function addedUp(parts: readonly LoadPart[]): Load {
  const byChannel = new Map<ChannelId, number>()
  const byQueue = new Map<QueueId, number>()
  for (const { channelId, queueId, n } of parts) {
    byChannel.set(channelId, (byChannel.get(channelId) ?? 0) + n)
    byQueue.set(queueId, (byQueue.get(queueId) ?? 0) + n)
  }
  return { of: byChannel, in: byQueue, offered: parts.reduce((sum, { offered }) => sum + offered, 0) }
}

/** What fills places of these agents; whoever has nothing is left out. */
export async function readLoads(
  tx: Tx,
  workspaceId: WorkspaceId,
  ids: readonly AgentId[],
): Promise<Map<AgentId, Load>> {
  const { rows } = await sql<LoadPart & { agentId: AgentId }>`${prepared}
    select person.id as "agentId", busy.channel_id as "channelId", busy.queue_id as "queueId", count(*)::int as n,
      (count(*) filter (where busy.is_offer))::int as offered
    from (${given(ids)}) as person cross join lateral (${loadOf(workspaceId, sql`person.id`)}) as busy
    group by person.id, busy.channel_id, busy.queue_id`.execute(tx)
  const byAgent = Map.groupBy(rows, (row) => row.agentId)
  return new Map([...byAgent].map(([agentId, theirs]) => [agentId, addedUp(theirs)]))
}

/** A standing offer of the router (a colleague's stands until its time), and one of those it was made to as far as it matters for letting it stand with them. */
export type StandingOffer = Pick<Offered, 'id' | 'queueId' | 'channelId'> & {
  readonly offerId: OfferId
  readonly eligible: QueueCard['eligible']
  readonly agent: Pick<TaggedAgent, 'id' | 'ready' | 'onCall' | 'queueIds' | 'role' | 'tagIds' | 'barred'>
}

type OfferRow = Readable & {
  id: InteractionId
  offerId: OfferId
  agentId: AgentId
  queueId: QueueId
  channelId: ChannelId
  eligible: QueueCard['eligible']
  onCall: boolean
  active: boolean
  queueIds: QueueId[]
  role: Role
  tagIds: TagId[]
}

/** The offers of the router that stand with anybody, or with the agents whose ids a query (one column, `id`) answers with. */
export async function standingOffers(
  tx: Tx,
  workspaceId: WorkspaceId,
  who: RawBuilder<unknown> | 'all',
): Promise<StandingOffer[]> {
  const [how, asked] =
    who === 'all'
      ? [sql``, sql`(select * from asked where workspace_id = ${workspaceId}) as asked`]
      : [
          prepared,
          sql`(${who}) as person cross join lateral (
            select * from asked where ${askedOf(workspaceId, sql`person.id`)} offset 0) as asked`,
        ]
  const { rows } = await sql<OfferRow>`${how}
    select i.id, i.offer_id as "offerId", asked.agent_id as "agentId", i.queue_id as "queueId",
      i.channel_id as "channelId", q.eligible, p.on_call_since is not null as "onCall", a.active, a.role, a.tag_ids as "tagIds", p.state, p.stop_new as "stopNew",
      p.break_requested as "breakRequested", p.not_ready as "notReady", p.not_responding as "notResponding",
      array(select m.queue_id from queue_member m
        where m.workspace_id = asked.workspace_id and m.agent_id = asked.agent_id and m.able) as "queueIds"
    from ${asked}
      join interaction i on i.workspace_id = ${workspaceId} and i.id = asked.interaction_id
      join queue q on q.workspace_id = ${workspaceId} and q.id = i.queue_id
      join agent a on a.workspace_id = ${workspaceId} and a.id = asked.agent_id
      join presence p on p.workspace_id = ${workspaceId} and p.agent_id = asked.agent_id
    where i.transfer_to is null`.execute(tx)
  return rows.map(
    ({ id, offerId, agentId, queueId, channelId, eligible, onCall, active, queueIds, role, tagIds, ...presence }) => ({
      id,
      offerId,
      queueId,
      channelId,
      eligible,
      agent: { id: agentId, ready: active && isReady(presence), onCall, queueIds, role, tagIds },
    }),
  )
}
