import { type Selectable, sql } from 'kysely'
import type pg from 'pg'
import type { AgentCard } from '../../contract/cards.ts'
import type { AgentId, ApiKeyId, ChannelId, Instant, QueueId, TagId, WorkspaceId } from '../../contract/ids.ts'
import {
  type ApiKey,
  defaultPreferences,
  type PreferenceChange,
  Preferences,
  type User,
} from '../../contract/operations/identity.ts'
import type { AgentSkill } from '../../contract/operations/skills.ts'
import type { Permission, Role } from '../../contract/permissions.ts'
import { type Hidden, hiddenFrom, type Tagging } from '../../contract/sight.ts'
import { type Tx, takenIn, toDate } from '../../kernel/db.ts'
import type { Tables } from '../../kernel/tables.ts'
import type { Member, UserInput } from './core/user.ts'

type PresenceColumns = Pick<
  Selectable<Tables['presence']>,
  | 'state'
  | 'reason_id'
  | 'since'
  | 'stop_new'
  | 'break_requested'
  | 'break_begins_at'
  | 'not_ready'
  | 'not_responding'
  | 'returns_at'
  | 'away_since'
  | 'away_returned'
  | 'on_call_since'
>
type AgentRow = Selectable<Tables['agent']> & { [C in keyof PresenceColumns]: PresenceColumns[C] | null } & {
  /** Those they belong to with the skills these ask for, and those they are named in. */
  queue_ids: QueueId[]
  named_in: QueueId[]
  skills: AgentSkill[]
  integration: boolean
}

/** Agents, people and integrations alike, with their queues and what they say about themselves. */
async function agents(tx: Tx, workspaceId: WorkspaceId, ids?: readonly AgentId[]): Promise<AgentRow[]> {
  const { rows } = await sql<AgentRow>`
    select a.*, p.state, p.reason_id, p.since, p.stop_new, p.break_requested, p.break_begins_at, p.not_ready,
      p.not_responding, p.returns_at, p.away_since, p.away_returned, p.on_call_since,
      array(select m.queue_id from queue_member m
        where m.workspace_id = a.workspace_id and m.agent_id = a.id and m.able order by m.queue_id) as queue_ids,
      array(select m.queue_id from queue_member m
        where m.workspace_id = a.workspace_id and m.agent_id = a.id and m.named order by m.queue_id) as named_in,
      (select coalesce(jsonb_agg(jsonb_build_object('skillId', s.skill_id, 'level', s.level) order by s.skill_id), '[]')
        from agent_skill s where s.workspace_id = a.workspace_id and s.agent_id = a.id) as skills,
      exists (select from api_key k where k.workspace_id = a.workspace_id and k.agent_id = a.id) as integration
    from agent a left join presence p on p.workspace_id = a.workspace_id and p.agent_id = a.id
    where a.workspace_id = ${workspaceId} and (${ids ?? null}::uuid[] is null or a.id = any(${ids ?? null}::uuid[]))
    order by a.id`.execute(tx)
  return rows
}

/** All agents of a workspace as screens show them, or those named. Integrations are among them: journals name them. */
export async function agentCards(tx: Tx, workspaceId: WorkspaceId, ids?: readonly AgentId[]): Promise<AgentCard[]> {
  const rows = await agents(tx, workspaceId, ids)
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    role: row.role as Role,
    active: row.active,
    queueIds: row.queue_ids,
    capacity: row.capacity,
    acceptSeconds: row.accept_seconds,
    presence: {
      state: (row.state ?? 'signed_out') as AgentCard['presence']['state'],
      reasonId: row.reason_id,
      since: row.since ?? row.created_at,
      stopNew: row.stop_new ?? false,
      breakRequested: row.break_requested ?? false,
      breakBeginsAt: row.break_begins_at,
      notReady: row.not_ready ?? false,
      notResponding: row.not_responding ?? false,
      returnsAt: row.returns_at,
      onCallSince: row.on_call_since,
      away: row.away_since === null ? null : { since: row.away_since, returned: row.away_returned ?? 0 },
    },
    tagIds: row.tag_ids,
  }))
}

/** Everybody in the workspace, for those who manage them. Integrations are listed as their keys. */
export async function usersOf(tx: Tx, workspaceId: WorkspaceId): Promise<User[]> {
  const rows = await agents(tx, workspaceId)
  const people = rows.filter((row) => !row.integration)
  return people.map((row) => ({
    id: row.id,
    name: row.name,
    email: row.email,
    role: row.role as Role,
    active: row.active,
    capacity: row.capacity,
    readyRule: row.ready_rule as User['readyRule'],
    acceptSeconds: row.accept_seconds,
    denied: row.denied as Permission[],
    queueIds: row.named_in,
    skills: row.skills,
    tagIds: row.tag_ids,
    presence: (row.state ?? 'signed_out') as User['presence'],
    createdAt: row.created_at,
    version: row.version,
  }))
}

/** A person as somebody is about to change them. */
export type LockedUser = Member & { userId: string | null; name: string; email: string; queueIds: QueueId[] }

/**
 * Hold a person and every active administrator until commit, always in the same order: two who demote each other at
 * once meet here, and the second sees what the first left.
 */
export async function lockUser(
  tx: Tx,
  workspaceId: WorkspaceId,
  id: AgentId | null,
): Promise<{ user: LockedUser | undefined; administrators: AgentId[] }> {
  const { rows } = await sql<{ id: AgentId; role: Role; active: boolean }>`
    select id, role, active from agent a
    where workspace_id = ${workspaceId} and (id = ${id} or (role = 'administrator' and active))
      and not exists (select from api_key k where k.workspace_id = a.workspace_id and k.agent_id = a.id)
    order by id for no key update`.execute(tx)
  const administrators = rows.filter((row) => row.role === 'administrator' && row.active).map((row) => row.id)
  if (id === null || !rows.some((row) => row.id === id)) return { user: undefined, administrators }
  const [row] = await agents(tx, workspaceId, [id])
  return { user: row && toLocked(row), administrators }
}

const toLocked = (row: AgentRow): LockedUser => ({
  id: row.id,
  role: row.role as Role,
  active: row.active,
  version: row.version,
  userId: row.user_id,
  name: row.name,
  email: row.email,
  queueIds: row.queue_ids,
})

/** Add a person or an integration, signed out. Says so when the e-mail address belongs to somebody else. */
export async function insertAgent(
  tx: Tx,
  agent: {
    workspaceId: WorkspaceId
    id: AgentId
    userId: string | null
    at: Instant
  } & Pick<UserInput, 'name' | 'email' | 'role' | 'active' | 'capacity' | 'denied'> &
    Partial<Pick<UserInput, 'readyRule' | 'acceptSeconds'>>,
): Promise<'email_taken' | null> {
  const at = toDate(agent.at)
  const { workspaceId: workspace_id, id } = agent
  const kept = {
    name: agent.name,
    email: agent.email,
    role: agent.role,
    active: agent.active,
    capacity: agent.capacity,
    ready_rule: agent.readyRule ?? null,
    accept_seconds: agent.acceptSeconds ?? null,
  }
  const columns = { workspace_id, id, user_id: agent.userId, ...kept, denied: [...agent.denied], created_at: at }
  const taken = await unlessEmailTaken(() => tx.insertInto('agent').values(columns).execute())
  if (taken) return taken
  const presence = { workspace_id, agent_id: id, state: 'signed_out', since: at, idle_since: at }
  await tx.insertInto('presence').values(presence).execute()
  return null
}

/** Change a person. Says so when the e-mail address belongs to somebody else. */
export async function updateAgent(
  tx: Tx,
  workspaceId: WorkspaceId,
  id: AgentId,
  user: Pick<UserInput, 'name' | 'email' | 'role' | 'active' | 'capacity' | 'denied' | 'readyRule' | 'acceptSeconds'>,
): Promise<'email_taken' | null> {
  const { name, email, role, active, capacity } = user
  const update = tx
    .updateTable('agent')
    .set({
      name,
      email,
      role,
      active,
      capacity,
      ready_rule: user.readyRule,
      accept_seconds: user.acceptSeconds,
      denied: [...user.denied],
      version: sql<number>`version + 1`,
    })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
  return unlessEmailTaken(() => update.execute())
}

async function unlessEmailTaken(write: () => Promise<unknown>): Promise<'email_taken' | null> {
  try {
    await write()
    return null
  } catch (error) {
    if (takenIn(error) === 'agent_email') return 'email_taken'
    throw error
  }
}

/** Which sign-in a person comes in with. */
export async function setUserId(tx: Tx, workspaceId: WorkspaceId, id: AgentId, userId: string): Promise<void> {
  const update = tx.updateTable('agent').set({ user_id: userId })
  await update.where('workspace_id', '=', workspaceId).where('id', '=', id).execute()
}

/** Of these queues, those that exist. */
export async function existingQueues(tx: Tx, workspaceId: WorkspaceId, ids: readonly QueueId[]): Promise<QueueId[]> {
  const rows = await tx
    .selectFrom('queue')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', sql<QueueId>`any(${ids}::uuid[])`)
    .where('removed_at', 'is', null)
    .execute()
  return rows.map((row) => row.id)
}

/** How a person likes the desk; what they never said, or what is no longer a choice, is the default. */
export async function preferencesOf(tx: Tx, workspaceId: WorkspaceId, id: AgentId): Promise<Preferences> {
  const row = await tx
    .selectFrom('agent')
    .select('preferences')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
  const kept = Object.entries((row?.preferences ?? {}) as Record<string, unknown>)
  return { ...defaultPreferences, ...Object.fromEntries(kept.filter(([name, value]) => isChoice(name, value))) }
}

function isChoice(name: string, value: unknown): boolean {
  const choices = Object.hasOwn(Preferences.shape, name) && Preferences.shape[name as keyof Preferences]
  return choices !== false && choices.safeParse(value).success
}

/** Only what is changed is written: what somebody changes at the same moment in another window stays. */
export async function savePreferencesOf(
  tx: Tx,
  workspaceId: WorkspaceId,
  id: AgentId,
  change: PreferenceChange,
): Promise<void> {
  const update = tx
    .updateTable('agent')
    .set({ preferences: sql`coalesce(preferences, '{}') || ${JSON.stringify(change)}::jsonb` })
  await update.where('workspace_id', '=', workspaceId).where('id', '=', id).execute()
}

// Keys of other systems ------------------------------------------------------------------------------------------------

export async function apiKeysOf(tx: Tx, workspaceId: WorkspaceId): Promise<ApiKey[]> {
  const rows = await tx
    .selectFrom('api_key as k')
    .innerJoin('agent as a', (join) =>
      join.onRef('a.workspace_id', '=', 'k.workspace_id').onRef('a.id', '=', 'k.agent_id'),
    )
    .select(['k.id', 'k.agent_id', 'a.tag_ids', 'k.name', 'k.role', 'k.last_four', 'k.created_at'])
    .select(['k.last_used_at', 'k.revoked_at'])
    .where('k.workspace_id', '=', workspaceId)
    .orderBy('k.created_at')
    .orderBy('k.id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    agentId: row.agent_id,
    tagIds: row.tag_ids,
    name: row.name,
    role: row.role as Role,
    lastFour: row.last_four,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
  }))
}

export async function insertApiKey(
  tx: Tx,
  key: {
    workspaceId: WorkspaceId
    id: ApiKeyId
    agentId: AgentId
    name: string
    role: Role
    hash: string
    lastFour: string
    at: Instant
  },
): Promise<void> {
  const { workspaceId: workspace_id, id, agentId: agent_id, name, role, hash, lastFour: last_four } = key
  const columns = { workspace_id, id, agent_id, name, role, hash, last_four, created_at: toDate(key.at) }
  await tx.insertInto('api_key').values(columns).execute()
}

/** End a key and its agent. Answers with the agent, `undefined` when there is no such key, null when it had ended. */
export async function endApiKey(
  tx: Tx,
  workspaceId: WorkspaceId,
  id: ApiKeyId,
  at: Instant,
): Promise<AgentId | null | undefined> {
  const { rows } = await sql<{ agent_id: AgentId; ended: boolean }>`
    with kept as (
      select id, agent_id, revoked_at from api_key where workspace_id = ${workspaceId} and id = ${id} for update
    ), key_ended as (
      update api_key set revoked_at = ${toDate(at)} from kept
      where api_key.workspace_id = ${workspaceId} and api_key.id = kept.id and kept.revoked_at is null
    ), agent_ended as (
      update agent set active = false from kept
      where agent.workspace_id = ${workspaceId} and agent.id = kept.agent_id and kept.revoked_at is null
    )
    select agent_id, revoked_at is null as ended from kept`.execute(tx)
  const row = rows[0]
  return row && (row.ended ? row.agent_id : null)
}

/** Remember that a key was used. */
export async function touchApiKey(tx: Tx, workspaceId: WorkspaceId, id: ApiKeyId, at: Instant): Promise<void> {
  const update = tx.updateTable('api_key').set({ last_used_at: toDate(at) })
  await update.where('workspace_id', '=', workspaceId).where('id', '=', id).execute()
}

// Who is asking: across workspaces, because the workspace is the answer ------------------------------------------------

/** Somebody who may come in, and what they may do. */
export type Known = {
  workspaceId: WorkspaceId
  agentId: AgentId
  role: Role
  denied: Permission[]
  queueIds: QueueId[]
  tagIds: TagId[]
  hidden: Hidden | null
  name: string
  email: string
}
type KnownRow = SightRow & {
  workspace_id: WorkspaceId
  id: AgentId
  role: Role
  denied: Permission[]
  queue_ids: QueueId[]
  name: string
  email: string
}

const queuesOfAgent = `array(select m.queue_id from queue_member m
  where m.workspace_id = a.workspace_id and m.agent_id = a.id and m.able order by m.queue_id) as queue_ids`

/** What was taken from them, and what their workspace takes from everybody. */
const deniedToAgent = `a.denied || array(select 'interactions.transfer' from transfer_rules t
  where t.workspace_id = a.workspace_id and not t.allowed) as denied`

/** What of an agent `a`, and of everything that has tags, says what is hidden from them; null while tags decide nothing. */
const sightOfAgent = `a.tag_ids, (select jsonb_build_object('roles', t.roles,
    'channels', (select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'tagIds', c.tag_ids)), '[]')
      from channel c where c.workspace_id = a.workspace_id and c.tag_ids <> '{}'),
    'queues', (select coalesce(jsonb_agg(jsonb_build_object('id', q.id, 'tagIds', q.tag_ids)), '[]')
      from queue q where q.workspace_id = a.workspace_id and q.tag_ids <> '{}'))
  from tagging t where t.workspace_id = a.workspace_id and t.active) as tagged`

type SightRow = {
  tag_ids: TagId[]
  tagged: {
    roles: Tagging['roles']
    channels: { id: ChannelId; tagIds: TagId[] }[]
    queues: { id: QueueId; tagIds: TagId[] }[]
  } | null
}

const hiddenBy = ({ tag_ids: tagIds, tagged }: SightRow, role: Role): Hidden | null =>
  tagged && hiddenFrom({ active: true, roles: tagged.roles }, { role, tagIds }, tagged)

/** What tags hide from a person as this transaction sees it: of the same state as all else that is read in it. */
export async function hiddenIn(
  tx: Tx,
  { workspaceId, agentId, role }: { workspaceId: WorkspaceId; agentId: AgentId; role: Role },
): Promise<{ tagIds: TagId[]; hidden: Hidden | null }> {
  const { rows } = await sql<SightRow>`select ${sql.raw(sightOfAgent)} from agent a
    where a.workspace_id = ${workspaceId} and a.id = ${agentId}`.execute(tx)
  const [row] = rows
  return row ? { tagIds: row.tag_ids, hidden: hiddenBy(row, role) } : { tagIds: [], hidden: null }
}

/** The active person of a sign-in. */
export async function knownByUser(system: pg.Pool, userId: string): Promise<Known | undefined> {
  const { rows } = await system.query<KnownRow>(
    `select a.workspace_id, a.id, a.role, ${deniedToAgent}, a.name, a.email, ${queuesOfAgent}, ${sightOfAgent}
     from agent a where a.user_id = $1 and a.active`,
    [userId],
  )
  return rows[0] && toKnown(rows[0])
}

/** The system behind a key that has not been revoked. Its role is the key's. */
export async function knownByKey(
  system: pg.Pool,
  hash: string,
): Promise<(Known & { keyId: ApiKeyId; lastUsedAt: Instant | null }) | undefined> {
  const { rows } = await system.query<KnownRow & { key_id: ApiKeyId; last_used_at: Instant | null }>(
    `select a.workspace_id, a.id, k.role, ${deniedToAgent}, a.name, a.email, ${queuesOfAgent}, ${sightOfAgent},
       k.id as key_id, k.last_used_at
     from api_key k join agent a on a.workspace_id = k.workspace_id and a.id = k.agent_id
     where k.hash = $1 and k.revoked_at is null and a.active`,
    [hash],
  )
  const row = rows[0]
  return row && { ...toKnown(row), keyId: row.key_id, lastUsedAt: row.last_used_at }
}

const toKnown = (row: KnownRow): Known => ({
  workspaceId: row.workspace_id,
  agentId: row.id,
  role: row.role,
  denied: row.denied,
  queueIds: row.queue_ids,
  tagIds: row.tag_ids,
  hidden: hiddenBy(row, row.role),
  name: row.name,
  email: row.email,
})

export type Workspace = { id: WorkspaceId; name: string }

/** All workspaces, oldest first. */
export async function workspaces(system: pg.Pool): Promise<Workspace[]> {
  const { rows } = await system.query<Workspace>('select id, name from workspace order by created_at, id')
  return rows
}

/** Make an empty workspace. The owner of the database writes it as a member of the workspace it makes. */
export async function insertWorkspace(
  tx: Tx,
  { id, name, at }: { id: WorkspaceId; name: string; at: Instant },
): Promise<void> {
  await sql`select set_config('app.workspace', ${id}, true)`.execute(tx)
  await tx
    .insertInto('workspace')
    .values({ id, name, created_at: toDate(at) })
    .execute()
  await tx.insertInto('workspace_counter').values({ workspace_id: id }).execute()
}
