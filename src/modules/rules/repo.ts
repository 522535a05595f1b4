import { type Selectable, sql } from 'kysely'
import type pg from 'pg'
import type { ChannelKind } from '../../contract/cards.ts'
import type { MessageContent } from '../../contract/content.ts'
import type { DomainEvent } from '../../contract/events.ts'
import type {
  CalendarId,
  ChannelId,
  ConversationId,
  Instant,
  InteractionId,
  RuleId,
  RuleRunId,
  WorkspaceId,
} from '../../contract/ids.ts'
import type { OpenHours } from '../../contract/operations/calendars.ts'
import type { Rule, RuleRun, RunOutcome } from '../../contract/operations/rules.ts'
import { instant, type Tx, takenIn, toDate } from '../../kernel/db.ts'
import { insertRows, iso } from '../../kernel/rows.ts'
import type { Tables } from '../../kernel/tables.ts'
import { type Named, namedBy, type Ruling } from './core/rule.ts'

type Row = Selectable<Tables['rule']>
export type RuleSettings = Omit<Rule, 'id' | 'version' | 'nextAt' | 'pending' | 'lastRun'>

const settingsFromRow = (row: Row): RuleSettings => ({
  name: row.name,
  active: row.active,
  when: row.looks as Rule['when'],
  onlyWithin: row.calendar_id,
  delaySeconds: row.delay_seconds,
  conditions: row.conditions as Rule['conditions'],
  jobs: row.jobs as Rule['jobs'],
})

// Rules --------------------------------------------------------------------------------------------------------------

/** Every rule, with what is still to come of it and what became of its last run. */
export async function rulesOf(tx: Tx, workspaceId: WorkspaceId): Promise<Rule[]> {
  const rows = await tx
    .selectFrom('rule as r')
    .selectAll()
    .select([
      sql<number>`(select count(*)::int from rule_run p
        where p.workspace_id = r.workspace_id and p.rule_id = r.id and p.ended_at is null)`.as('pending'),
      sql<Rule['lastRun']>`(select jsonb_build_object(
          'at', floor(extract(epoch from e.ended_at) * 1000), 'outcome', e.outcome) from rule_run e
        where e.workspace_id = r.workspace_id and e.rule_id = r.id and e.ended_at is not null
        order by e.ended_at desc, e.id desc limit 1)`.as('last_run'),
    ])
    .where('r.workspace_id', '=', workspaceId)
    .orderBy(sql`lower(r.name)`)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    ...settingsFromRow(row),
    version: row.version,
    nextAt: row.next_at,
    pending: row.pending,
    lastRun: row.last_run,
  }))
}

/** The names of the rules that name this queue, disposition or tag, or keep to this calendar; by how they use it. */
export async function rulesNaming(
  tx: Tx,
  workspaceId: WorkspaceId,
  isNamed: (named: Named & { readonly onlyWithin: CalendarId | null }) => boolean,
): Promise<string[]> {
  const rows = await tx.selectFrom('rule').selectAll().where('workspace_id', '=', workspaceId).orderBy('name').execute()
  const rules = rows.map(settingsFromRow)
  return rules.filter((rule) => isNamed({ ...namedBy(rule), ...rule })).map(({ name }) => name)
}

export async function countRules(tx: Tx, workspaceId: WorkspaceId): Promise<number> {
  const { count } = await tx
    .selectFrom('rule')
    .select((query) => query.fn.countAll<number>().as('count'))
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirstOrThrow()
  return count
}

export async function hasRule(tx: Tx, workspaceId: WorkspaceId, id: RuleId): Promise<boolean> {
  const found = tx.selectFrom('rule').select('id').where('workspace_id', '=', workspaceId).where('id', '=', id)
  return (await found.executeTakeFirst()) !== undefined
}

/** A rule as it is kept, held until commit. */
export type KeptRule = RuleSettings & { readonly version: number; readonly afterSeq: number }

export async function lockRule(tx: Tx, workspaceId: WorkspaceId, id: RuleId): Promise<KeptRule | undefined> {
  const row = await tx
    .selectFrom('rule')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return row && { ...settingsFromRow(row), version: row.version, afterSeq: row.after_seq }
}

/** Make a rule, or write the next version of one that is held. False: another one has this name. */
export async function writeRule(
  tx: Tx,
  workspaceId: WorkspaceId,
  id: RuleId,
  rule: KeptRule & { readonly nextAt: Instant | null },
): Promise<boolean> {
  const columns = {
    name: rule.name,
    active: rule.active,
    looks: JSON.stringify(rule.when),
    calendar_id: rule.onlyWithin,
    delay_seconds: rule.delaySeconds,
    conditions: JSON.stringify(rule.conditions),
    jobs: JSON.stringify(rule.jobs),
    version: rule.version,
    after_seq: rule.afterSeq,
    next_at: rule.nextAt === null ? null : toDate(rule.nextAt),
    looked_to: null,
  }
  try {
    await tx
      .insertInto('rule')
      .values({ workspace_id: workspaceId, id, ...columns })
      .onConflict((conflict) => conflict.columns(['workspace_id', 'id']).doUpdateSet(columns))
      .execute()
    return true
  } catch (error) {
    if (takenIn(error) === 'rule_name') return false
    throw error
  }
}

export async function deleteRule(tx: Tx, workspaceId: WorkspaceId, id: RuleId): Promise<void> {
  await tx.deleteFrom('rule').where('workspace_id', '=', workspaceId).where('id', '=', id).execute()
}

/** Which of these kinds something is missing of; null: all of it is there, and stays so until commit. */
export async function missingOf(
  tx: Tx,
  workspaceId: WorkspaceId,
  { queueIds, channelIds, dispositionIds, tagIds, putTagIds }: Named,
  onlyWithin: CalendarId | null,
): Promise<string | null> {
  const calendarIds = onlyWithin === null ? [] : [onlyWithin]
  const kinds = [
    ['queueId', queueIds, sql`queue`, sql`removed_at is null`],
    ['channelId', channelIds, sql`channel`, sql`true`],
    ['dispositionId', dispositionIds, sql`disposition`, sql`removed_at is null`],
    ['tagId', tagIds, sql`tag`, sql`true`],
    ['tagId', putTagIds, sql`tag`, sql`active`],
    ['onlyWithin', calendarIds, sql`calendar`, sql`true`],
  ] as const
  for (const [kind, ids, table, isThere] of kinds) {
    if (ids.length === 0) continue
    const { rows } = await sql`select id from ${table}
      where workspace_id = ${workspaceId} and id = any(${[...ids]}::uuid[]) and ${isThere}
      order by id for key share`.execute(tx)
    if (rows.length < ids.length) return kind
  }
  return null
}

// Following the journal ----------------------------------------------------------------------------------------------

/** How far the journal has been read, held until commit: one reader at a time. The first time: to where it is now. */
export async function holdCursor(tx: Tx, workspaceId: WorkspaceId): Promise<number> {
  await sql`insert into rule_cursor (workspace_id, seq)
    select id, journal_seq from workspace where id = ${workspaceId} on conflict do nothing`.execute(tx)
  const { seq } = await tx
    .selectFrom('rule_cursor')
    .select('seq')
    .where('workspace_id', '=', workspaceId)
    .forUpdate()
    .executeTakeFirstOrThrow()
  return seq
}

export async function moveCursor(tx: Tx, workspaceId: WorkspaceId, seq: number): Promise<void> {
  await tx.updateTable('rule_cursor').set({ seq }).where('workspace_id', '=', workspaceId).execute()
}

/** Does any rule but this one wait for something to happen? */
export async function othersFollow(tx: Tx, workspaceId: WorkspaceId, id: RuleId): Promise<boolean> {
  const row = await tx
    .selectFrom('rule')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('id', '<>', id)
    .where('active', '=', true)
    .where('next_at', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

export type ActiveRuling = Ruling & {
  readonly afterSeq: number
  readonly nextAt: Instant | null
  readonly lookedTo: ConversationId | null
}

type RulingRow = Row & { hours: OpenHours | null }

const hoursOf = sql<OpenHours | null>`(select jsonb_build_object(
    'zone', k.zone, 'blocks', k.blocks, 'specialDays', k.special_days) from calendar k
  where k.workspace_id = r.workspace_id and k.id = r.calendar_id)`

const rulingFromRow = (row: RulingRow): ActiveRuling => {
  const { name, when, delaySeconds, conditions, jobs } = settingsFromRow(row)
  const decides = { id: row.id, name, when, delaySeconds, conditions, jobs, hours: row.hours }
  return { ...decides, afterSeq: row.after_seq, nextAt: row.next_at, lookedTo: row.looked_to }
}

/** The rules that are switched on, with the hours they keep to. */
export async function activeRulings(tx: Tx, workspaceId: WorkspaceId): Promise<ActiveRuling[]> {
  const rows = await tx
    .selectFrom('rule as r')
    .selectAll()
    .select(hoursOf.as('hours'))
    .where('r.workspace_id', '=', workspaceId)
    .where('r.active', '=', true)
    .orderBy('r.id')
    .execute()
  return rows.map(rulingFromRow)
}

export type Line = { readonly seq: number; readonly at: Instant; readonly event: DomainEvent }

/** Lines of these kinds that no rule made, from after one to another, in order. */
export async function linesBetween(
  tx: Tx,
  workspaceId: WorkspaceId,
  { after, to, types, limit }: { after: number; to: number; types: readonly string[]; limit: number },
): Promise<Line[]> {
  const { rows } = await sql<Line>`select seq, at, event from journal
    where workspace_id = ${workspaceId} and seq > ${after} and seq <= ${to}
      and by_rule_id is null and type = any(${[...types]})
    order by seq limit ${limit}`.execute(tx)
  return rows
}

export async function channelKinds(tx: Tx, workspaceId: WorkspaceId): Promise<Map<ChannelId, ChannelKind>> {
  const rows = await tx.selectFrom('channel').select(['id', 'kind']).where('workspace_id', '=', workspaceId).execute()
  return new Map(rows.map(({ id, kind }) => [id, kind as ChannelKind]))
}

/** The last message of the contact in each of these conversations. */
export async function lastWords(
  tx: Tx,
  workspaceId: WorkspaceId,
  ids: readonly ConversationId[],
): Promise<Map<ConversationId, MessageContent>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: ConversationId; content: MessageContent }>`
    select wanted.id, said.content from unnest(${[...ids]}::uuid[]) as wanted (id)
      cross join lateral (select content from message
        where workspace_id = ${workspaceId} and conversation_id = wanted.id and author = 'contact'
        order by at desc, id desc limit 1) as said`.execute(tx)
  return new Map(rows.map(({ id, content }) => [id, content]))
}

// Times --------------------------------------------------------------------------------------------------------------

/** One rule whose time has come, held until commit; what somebody else looks after is left to them. */
export async function lockDueRule(tx: Tx, workspaceId: WorkspaceId, at: Instant): Promise<ActiveRuling | undefined> {
  const { rows } = await sql<RulingRow>`select r.*, ${hoursOf} as hours from rule r
    where r.workspace_id = ${workspaceId} and r.next_at is not null and r.next_at <= ${instant(at)}
    order by r.next_at, r.id limit 1 for update of r skip locked`.execute(tx)
  const [row] = rows
  return row && rulingFromRow(row)
}

export async function saveTime(
  tx: Tx,
  workspaceId: WorkspaceId,
  id: RuleId,
  { nextAt, lookedTo }: { nextAt: Instant | null; lookedTo: ConversationId | null },
): Promise<void> {
  await tx
    .updateTable('rule')
    .set({ next_at: nextAt === null ? null : toDate(nextAt), looked_to: lookedTo })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute()
}

/** Rules with times that are switched on, held until commit. */
export async function lockTimed(tx: Tx, workspaceId: WorkspaceId): Promise<{ id: RuleId; when: Rule['when'] }[]> {
  const rows = await tx
    .selectFrom('rule')
    .select(['id', 'looks'])
    .where('workspace_id', '=', workspaceId)
    .where('next_at', 'is not', null)
    .orderBy('id')
    .forUpdate()
    .execute()
  return rows.map(({ id, looks }) => ({ id, when: looks as Rule['when'] }))
}

export type Open = { readonly id: InteractionId; readonly conversationId: ConversationId }

/** What is open, by its conversation, after this one: each has one open interaction at most. */
export async function openAfter(
  tx: Tx,
  workspaceId: WorkspaceId,
  after: ConversationId | null,
  limit: number,
): Promise<Open[]> {
  const { rows } = await sql<Open>`
    select id, conversation_id as "conversationId" from interaction
    where workspace_id = ${workspaceId} and state <> 'closed'
      and ${after === null ? sql`true` : sql`conversation_id > ${after}`}
    order by conversation_id limit ${limit}`.execute(tx)
  return rows
}

// Runs ---------------------------------------------------------------------------------------------------------------

export type Wanted = {
  readonly id: RuleRunId
  readonly ruleId: RuleId
  readonly interactionId: InteractionId
  readonly dueAt: Instant
}

/** Plan these runs; one that is to come already for the same rule and interaction gets the new time. */
export async function wantRuns(tx: Tx, workspaceId: WorkspaceId, runs: readonly Wanted[]): Promise<void> {
  await insertRows(
    tx,
    'rule_run',
    runs.map(({ id, ruleId, interactionId, dueAt }) => ({
      workspace_id: workspaceId,
      id,
      rule_id: ruleId,
      interaction_id: interactionId,
      due_at: iso(dueAt),
    })),
    sql`on conflict (workspace_id, rule_id, interaction_id) where ended_at is null do update set due_at = excluded.due_at`,
  )
}

export async function dropPending(tx: Tx, workspaceId: WorkspaceId, ruleId: RuleId): Promise<void> {
  await tx
    .deleteFrom('rule_run')
    .where('workspace_id', '=', workspaceId)
    .where('rule_id', '=', ruleId)
    .where('ended_at', 'is', null)
    .execute()
}

/** Runs whose time has come, the longest due first. */
export async function dueRuns(
  tx: Tx,
  workspaceId: WorkspaceId,
  at: Instant,
  limit: number,
): Promise<{ id: RuleRunId; ruleId: RuleId }[]> {
  const { rows } = await sql<{ id: RuleRunId; ruleId: RuleId }>`select id, rule_id as "ruleId" from rule_run
    where workspace_id = ${workspaceId} and ended_at is null and due_at <= ${instant(at)}
    order by due_at, id limit ${limit}`.execute(tx)
  return rows
}

/** A run that is due, with its rule. */
export type DueRun = {
  readonly rule: Ruling
  readonly interactionId: InteractionId
  readonly conversationId: ConversationId
  readonly dueAt: Instant
}

/** A run that is due, held until commit; undefined: it is somebody else's, gone, put off, or done. */
export async function lockRun(
  tx: Tx,
  workspaceId: WorkspaceId,
  id: RuleRunId,
  at: Instant,
): Promise<DueRun | undefined> {
  const { rows } = await sql<RulingRow & Omit<DueRun, 'rule'>>`
    select r.*, ${hoursOf} as hours, run.interaction_id as "interactionId", i.conversation_id as "conversationId",
      run.due_at as "dueAt"
    from rule_run run
      join rule r on r.workspace_id = run.workspace_id and r.id = run.rule_id
      join interaction i on i.workspace_id = run.workspace_id and i.id = run.interaction_id
    where run.workspace_id = ${workspaceId} and run.id = ${id} and run.ended_at is null and run.due_at <= ${instant(at)}
    for update of run skip locked`.execute(tx)
  const [row] = rows
  if (!row) return undefined
  const { interactionId, conversationId, dueAt } = row
  return { rule: rulingFromRow(row), interactionId, conversationId, dueAt }
}

export async function endRun(
  tx: Tx,
  workspaceId: WorkspaceId,
  id: RuleRunId,
  at: Instant,
  outcome: RunOutcome,
): Promise<void> {
  await tx
    .updateTable('rule_run')
    .set({ ended_at: toDate(at), outcome: JSON.stringify(outcome) })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute()
}

/** How often this rule did something with this interaction since then. */
export async function countDone(
  tx: Tx,
  workspaceId: WorkspaceId,
  { ruleId, interactionId, since }: { ruleId: RuleId; interactionId: InteractionId; since: Instant },
): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from rule_run
    where workspace_id = ${workspaceId} and interaction_id = ${interactionId} and rule_id = ${ruleId}
      and ended_at > ${instant(since)} and outcome ->> 'what' = 'done'`.execute(tx)
  return rows[0]?.n ?? 0
}

/** The latest runs of a rule: those to come, and what became of the others. */
export async function runsOf(tx: Tx, workspaceId: WorkspaceId, ruleId: RuleId, limit: number): Promise<RuleRun[]> {
  const { rows } = await sql<RuleRun>`
    select run.id, run.interaction_id as "interactionId", i.number, i.conversation_id as "conversationId",
      p.name as "contactName", run.due_at as "dueAt", run.ended_at as "endedAt", run.outcome
    from rule_run run
      join interaction i on i.workspace_id = run.workspace_id and i.id = run.interaction_id
      join contact p on p.workspace_id = i.workspace_id and p.id = i.contact_id
    where run.workspace_id = ${workspaceId} and run.rule_id = ${ruleId}
    order by run.ended_at desc nulls first, run.due_at desc, run.id desc limit ${limit}`.execute(tx)
  return rows
}

/** Forget what became of runs that ended before then, but for the latest of each rule. */
export async function deleteOldRuns(tx: Tx, workspaceId: WorkspaceId, before: Instant, keep: number): Promise<void> {
  await sql`delete from rule_run old using (
      select r.id, (select run.ended_at from rule_run run
          where run.workspace_id = r.workspace_id and run.rule_id = r.id and run.ended_at is not null
          order by run.ended_at desc offset ${keep - 1} limit 1) as last_kept
      from rule r where r.workspace_id = ${workspaceId}
    ) as rule
    where old.workspace_id = ${workspaceId} and old.rule_id = rule.id
      and old.ended_at < rule.last_kept and old.ended_at < ${instant(before)}`.execute(tx)
}

// Across workspaces --------------------------------------------------------------------------------------------------

/** The workspaces with rules that are switched on, and in which something is to be done. One look into an index each. */
export async function workspacesWithRules(
  system: pg.Pool,
  at: Instant,
): Promise<{ id: WorkspaceId; isDue: boolean }[]> {
  const { rows } = await system.query<{ id: WorkspaceId; isDue: boolean }>(
    `select w.id,
       coalesce((select true from rule_run p
         where p.workspace_id = w.id and p.ended_at is null and p.due_at <= $1 limit 1), false)
       or coalesce((select true from rule r where r.workspace_id = w.id and r.next_at <= $1 limit 1), false)
       or coalesce((select w.journal_seq > c.seq from rule_cursor c where c.workspace_id = w.id and (
         select true from rule r where r.workspace_id = w.id and r.active and r.next_at is null limit 1)), false)
         as "isDue"
     from workspace w where (select true from rule r where r.workspace_id = w.id and r.active limit 1)`,
    [new Date(at)],
  )
  return rows
}

/** When the next run is due or the next rule looks, anywhere; null: nothing is set. */
export async function nextRule(system: pg.Pool, after: Instant): Promise<Instant | null> {
  const { rows } = await system.query<{ next: Instant | null }>(
    `select least(
       (select min((select min(p.due_at) from rule_run p
         where p.workspace_id = w.id and p.ended_at is null and p.due_at > $1)) from workspace w),
       (select min((select min(r.next_at) from rule r where r.workspace_id = w.id and r.next_at > $1)) from workspace w)
     ) as next`,
    [new Date(after)],
  )
  return rows[0]?.next ?? null
}
